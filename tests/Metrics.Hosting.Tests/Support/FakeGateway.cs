using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Threading.Channels;

namespace PrometheusMetrics.Tests.Support;

/// <summary>A Pushgateway in memory. It reads each push whole before it answers.</summary>
internal sealed class FakeGateway : HttpMessageHandler
{
    private readonly Channel<Push> _arrivals = Channel.CreateUnbounded<Push>();
    private readonly Lock _gate = new();
    private readonly List<Push> _pushes = [];
    private int _now;

    /// <summary>The function that answers a push; 200 by default. The token is cancelled when the client gives up.</summary>
    public Func<CancellationToken, Task<HttpResponseMessage>> Answer { get; set; } = _ => Task.FromResult(Status(HttpStatusCode.OK));

    /// <summary>The function that answers a push by what it is, in place of <see cref="Answer"/>.</summary>
    public Func<Push, Task<HttpResponseMessage>>? AnswerTo { get; set; }

    /// <summary>The exception of a connection that cannot be opened; null by default. Nothing of the push is read.</summary>
    public Exception? Refusal { get; set; }

    /// <summary>How many pushes were under way at the same time, at most.</summary>
    public int MostAtOnce { get; private set; }

    public IReadOnlyList<Push> Pushes
    {
        get
        {
            lock (_gate)
            {
                return [.. _pushes];
            }
        }
    }

    public static HttpResponseMessage Status(HttpStatusCode status, string words = "") =>
        new(status) { Content = new StringContent(words) };

    /// <summary>The answer of a proxy that shows a login page.</summary>
    public static HttpResponseMessage WebPage() =>
        new(HttpStatusCode.OK) { Content = new StringContent("<html>Sign in</html>", Encoding.UTF8, "text/html") };

    /// <summary>Answers only when the returned signal is set, or the client gives up.</summary>
    public TaskCompletionSource Hold()
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Answer = async token =>
        {
            await release.Task.WaitAsync(token);
            return Status(HttpStatusCode.OK);
        };
        return release;
    }

    /// <summary>Returns the next push that no test has read yet, when it has arrived.</summary>
    public Task<Push> NextAsync() => _arrivals.Reader.ReadAsync().AsTask().InTime();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Enter();
        try
        {
            if (Refusal is { } refusal)
            {
                throw refusal;
            }

            var headers = request.Headers.Concat(request.Content?.Headers ?? Enumerable.Empty<KeyValuePair<string, IEnumerable<string>>>())
                .ToDictionary(header => header.Key, header => string.Join(",", header.Value), StringComparer.OrdinalIgnoreCase);
            var push = new Push(
                request.Method,
                request.RequestUri!,
                request.Headers.Authorization,
                request.Content?.Headers.ContentType,
                await ReadBodyAsync(request.Content, cancellationToken),
                headers);
            lock (_gate)
            {
                _pushes.Add(push);
            }

            // A test that knows of this push may set the answer to the next one at once.
            var (answerTo, answer) = (AnswerTo, Answer);
            _arrivals.Writer.TryWrite(push);
            var response = await (answerTo?.Invoke(push) ?? answer(cancellationToken));
            response.RequestMessage = request;
            return response;
        }
        finally
        {
            lock (_gate)
            {
                _now--;
            }
        }
    }

    private static async Task<string> ReadBodyAsync(HttpContent? content, CancellationToken cancellationToken)
    {
        if (content is null)
        {
            return "";
        }

        if (!content.Headers.ContentEncoding.Contains("gzip"))
        {
            return await content.ReadAsStringAsync(cancellationToken);
        }

        await using var gzip = new GZipStream(await content.ReadAsStreamAsync(cancellationToken), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    private void Enter()
    {
        lock (_gate)
        {
            MostAtOnce = Math.Max(MostAtOnce, ++_now);
        }
    }

    internal sealed record Push(
        HttpMethod Method,
        Uri Address,
        AuthenticationHeaderValue? Authorization,
        MediaTypeHeaderValue? ContentType,
        string Body,
        IReadOnlyDictionary<string, string> Headers)
    {
        /// <summary>The names of the families that have metadata.</summary>
        public IReadOnlyList<string> Families =>
            [.. Body.Split('\n').Where(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(line => line.Split(' ')[2])];

        public bool Has(string line) => Body.Split('\n').Contains(line);
    }
}
