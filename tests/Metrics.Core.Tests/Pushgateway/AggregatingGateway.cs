using System.Globalization;
using System.Net;

namespace PrometheusMetrics.Tests.Pushgateway;

/// <summary>A gateway in memory that adds the samples of each push to those that it has. The real ones are no .NET programs, and no package
/// of this machine has them.</summary>
internal sealed class AggregatingGateway : HttpMessageHandler
{
    public enum Outcome
    {
        /// <summary>The push is added, and its answer arrives.</summary>
        Accept,

        /// <summary>The push is refused.</summary>
        Reject,

        /// <summary>The push is added, and its answer is lost.</summary>
        LoseAnswer,

        /// <summary>The push is read and lost with its answer.</summary>
        Lose,
    }

    public Outcome Next { get; set; }

    public HttpStatusCode Rejection { get; set; } = HttpStatusCode.ServiceUnavailable;

    public Dictionary<string, double> Samples { get; } = new(StringComparer.Ordinal);

    public List<string> Bodies { get; } = [];

    public List<HttpMethod> Methods { get; } = [];

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        await request.Content!.CopyToAsync(bytes, cancellationToken);
        var body = System.Text.Encoding.UTF8.GetString(bytes.ToArray());
        Bodies.Add(body);
        Methods.Add(request.Method);
        if (Next is Outcome.Accept or Outcome.LoseAnswer)
        {
            Add(body);
        }

        return Next switch
        {
            Outcome.Accept => new HttpResponseMessage(HttpStatusCode.Accepted) { RequestMessage = request },
            Outcome.Reject => new HttpResponseMessage(Rejection) { RequestMessage = request },

            // As the handler of the framework does when its time limit has passed.
            _ => throw new TaskCanceledException("The answer does not arrive."),
        };
    }

    private void Add(string body)
    {
        foreach (var line in body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line[0] != '#'))
        {
            var space = line.LastIndexOf(' ');
            var value = line[(space + 1)..] switch
            {
                "+Inf" => double.PositiveInfinity,
                var text => double.Parse(text, CultureInfo.InvariantCulture),
            };
            Samples[line[..space]] = Samples.GetValueOrDefault(line[..space]) + value;
        }
    }
}
