using System.Net;
using System.Net.Http.Headers;
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
            var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            var push = new Push(
                request.Method, request.RequestUri!, request.Headers.Authorization, request.Content?.Headers.ContentType, body);
            lock (_gate)
            {
                _pushes.Add(push);
            }

            // A test that knows of this push may set the answer to the next one at once.
            var answer = Answer;
            _arrivals.Writer.TryWrite(push);
            var response = await answer(cancellationToken);
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

    private void Enter()
    {
        lock (_gate)
        {
            MostAtOnce = Math.Max(MostAtOnce, ++_now);
        }
    }

    internal sealed record Push(
        HttpMethod Method, Uri Address, AuthenticationHeaderValue? Authorization, MediaTypeHeaderValue? ContentType, string Body)
    {
        public bool Has(string line) => Body.Split('\n').Contains(line);
    }
}
