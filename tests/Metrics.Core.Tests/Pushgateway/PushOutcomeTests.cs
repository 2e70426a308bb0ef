using System.IO.Compression;
using System.Net;
using PrometheusMetrics.Pushgateway;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Pushgateway;

/// <summary>Whether the gateway may have stored a push that failed.</summary>
public class PushOutcomeTests : EngineTest
{
    public PushOutcomeTests() => Factory.CreateCounter("x", "Help.").Inc(3);

    [Theory]
    [InlineData(1)]
    [InlineData(5000)]
    public async Task A_connection_that_breaks_after_the_body_leaves_it_open(int series)
    {
        CreateSeries(series);
        await using var gateway = new LoopbackGateway(_ => "");
        using var client = new PushgatewayClient(new PushgatewayTarget(gateway.Endpoint, "a"));

        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => client.PushAsync(Registry).WaitAsync(ParallelRunner.Deadline));

        Assert.True(failure.IsUncertain);
    }

    [Fact]
    public async Task A_connection_that_breaks_in_a_long_body_does_not()
    {
        CreateSeries(5000);

        var failure = await FailAsync(new BreakingHandler(new IOException("reset"), breaksAt: 100_000));

        Assert.False(failure.IsUncertain);
    }

    [Fact]
    public async Task A_short_body_may_arrive_although_its_write_fails()
    {
        var failure = await FailAsync(new BreakingHandler(new IOException("reset"), breaksAt: 1));

        Assert.True(failure.IsUncertain);
    }

    // Such as a time limit of a library for resilience.
    [Fact]
    public async Task A_handler_that_throws_another_exception_after_the_body_leaves_it_open()
    {
        var cause = new TimeoutException("The attempt\ntook too long.");

        var failure = await FailAsync(new BreakingHandler(cause, breaksAt: 1));

        Assert.True(failure.IsUncertain);
        Assert.Same(cause, failure.InnerException);
        Assert.EndsWith(@"/job/a failed: The attempt\ntook too long.", failure.Message, StringComparison.Ordinal);
    }

    // As EnsureSuccessStatusCode does.
    [Theory]
    [InlineData(HttpStatusCode.BadRequest, false)]
    [InlineData(HttpStatusCode.ServiceUnavailable, false)]
    [InlineData(HttpStatusCode.GatewayTimeout, true)]
    public async Task An_answer_that_a_handler_throws_is_as_certain_as_one_that_it_returns(HttpStatusCode status, bool isUncertain)
    {
        var failure = await FailAsync(new BreakingHandler(new HttpRequestException("no", null, status), breaksAt: 1));

        Assert.Equal((status, isUncertain), (failure.StatusCode, failure.IsUncertain));
    }

    // It is the caller's: nothing was sent.
    [Fact]
    public Task A_handler_that_throws_another_exception_before_the_body_is_not_hidden() =>
        Assert.ThrowsAsync<TimeoutException>(
            () => Client(new BreakingHandler(new TimeoutException(), breaksAt: 0)).PushAsync(Registry));

    // R-348: the server at the other address has executed the request, unless it got a GET without the body.
    [Theory]
    [InlineData("PUT", true)]
    [InlineData("GET", false)]
    public async Task A_redirect_that_was_followed_leaves_it_open_if_the_body_was_sent_again(string method, bool isUncertain)
    {
        var failure = await FailAsync(new FollowingHandler(new HttpMethod(method)));

        Assert.Equal(isUncertain, failure.IsUncertain);
        Assert.Contains("redirects to http://elsewhere/a", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("Text/HTML; charset=utf-8")]
    [InlineData("application/xhtml+xml")]
    public async Task A_web_page_is_not_the_answer_of_a_gateway_which_has_stored_nothing(string contentType)
    {
        var failure = await FailAsync(WebSite(contentType));

        Assert.Equal((HttpStatusCode.OK, false), (failure.StatusCode, failure.IsUncertain));
        Assert.Equal(
            "PUT http://gateway/metrics/job/a failed: 200 OK: the answer is a web page, so the address is not that of a Pushgateway or " +
            "VictoriaMetrics, but of something else, such as a proxy or a login page; check the endpoint, and the credentials that a " +
            "proxy wants",
            failure.Message);
    }

    [Fact]
    public async Task A_web_page_before_the_end_of_a_long_body_is_certain_too()
    {
        CreateSeries(5000);

        var failure = await FailAsync(new EarlyHandler("text/html"));

        Assert.False(failure.IsUncertain);
    }

    [Fact]
    public async Task A_web_page_in_answer_to_a_deletion_is_a_failure()
    {
        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => Client(WebSite("text/html")).DeleteAsync());

        Assert.False(failure.IsUncertain);
        Assert.StartsWith(
            "DELETE http://gateway/metrics/job/a failed: 200 OK: the answer is a web page", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_web_page_after_a_redirect_has_stored_nothing()
    {
        var failure = await FailAsync(new FollowingHandler(HttpMethod.Put, "text/html"));

        Assert.False(failure.IsUncertain);
        Assert.Contains("redirects to http://elsewhere/a", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/json")]
    [InlineData("no content type")]
    public async Task An_answer_of_another_type_is_a_success(string contentType) =>
        await Client(WebSite(contentType)).PushAsync(Registry);

    // HTTP/2 allows it.
    [Fact]
    public async Task An_answer_before_the_end_of_a_long_body_is_no_success()
    {
        CreateSeries(5000);

        var failure = await FailAsync(new EarlyHandler());

        Assert.Equal((HttpStatusCode.OK, true), (failure.StatusCode, failure.IsUncertain));
        Assert.EndsWith("failed: 200 arrived before the whole body was sent.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_whose_words_cannot_be_read_keeps_its_status()
    {
        var failure = await FailAsync(new StubHandler(request => new HttpResponseMessage(HttpStatusCode.InternalServerError)
        {
            RequestMessage = request,
            Content = new StreamContent(new GZipStream(new MemoryStream("no gzip at all"u8.ToArray()), CompressionMode.Decompress)),
        }));

        Assert.Equal(HttpStatusCode.InternalServerError, failure.StatusCode);
    }

    [Fact]
    public async Task A_connection_that_was_never_made_does_not()
    {
        var failure = await FailAsync(new BreakingHandler(new HttpRequestException(HttpRequestError.ConnectionError), breaksAt: 0));

        Assert.False(failure.IsUncertain);
    }

    // What was sent the first time may be stored.
    [Fact]
    public async Task A_connection_that_was_not_made_for_the_second_attempt_leaves_the_first_one_open()
    {
        var failure = await FailAsync(new AgainHandler(
            new BreakingHandler(new IOException("reset"), breaksAt: 1),
            new BreakingHandler(new HttpRequestException("refused"), breaksAt: 0)));

        Assert.True(failure.IsUncertain);
    }

    [Fact]
    public async Task A_time_limit_after_the_body_leaves_it_open()
    {
        using var http = new HttpClient(new SilentHandler()) { Timeout = TimeSpan.FromMilliseconds(200) };
        using var client = new PushgatewayClient(http, new PushgatewayTarget("gateway", "a"));

        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => client.PushAsync(Registry).WaitAsync(ParallelRunner.Deadline));

        Assert.True(failure.IsUncertain);
    }

    [Fact]
    public async Task A_cancellation_after_the_body_leaves_it_open()
    {
        using var cancellation = new CancellationTokenSource();
        await using var gateway = new LoopbackGateway(
            _ =>
            {
                cancellation.Cancel();
                return "";
            },
            leavesConnectionsOpen: true);
        using var client = new PushgatewayClient(new PushgatewayTarget(gateway.Endpoint, "a"));

        var cancelled = await Assert.ThrowsAsync<PushgatewayCanceledException>(
            () => client.PushAsync(Registry, cancellation.Token).WaitAsync(ParallelRunner.Deadline));

        Assert.Equal((true, cancellation.Token), (cancelled.IsUncertain, cancelled.CancellationToken));
        Assert.Equal($"PUT {client.Target} was cancelled.", cancelled.Message);
    }

    [Fact]
    public async Task A_cancellation_before_the_body_does_not()
    {
        using var cancellation = new CancellationTokenSource();
        using var http = new HttpClient(new StubHandler(HttpStatusCode.OK) { BeforeBody = cancellation.Cancel });

        var cancelled = await Assert.ThrowsAsync<PushgatewayCanceledException>(
            () => new PushgatewayClient(http, new PushgatewayTarget("gateway", "a")).PushAsync(Registry, cancellation.Token));

        Assert.False(cancelled.IsUncertain);
    }

    [Theory]
    [InlineData(400, false)]
    [InlineData(500, false)]
    [InlineData(502, false)]
    [InlineData(503, false)]
    [InlineData(504, true)]
    public async Task An_answer_is_certain_unless_a_proxy_has_waited_for_it_in_vain(int status, bool isUncertain)
    {
        var failure = await FailAsync(new StubHandler((HttpStatusCode)status));

        Assert.Equal(isUncertain, failure.IsUncertain);
    }

    [Theory]
    [InlineData(HttpRequestError.NameResolutionError, false)]
    [InlineData(HttpRequestError.ConnectionError, false)]
    [InlineData(HttpRequestError.SecureConnectionError, false)]
    [InlineData(HttpRequestError.ProxyTunnelError, false)]
    [InlineData(HttpRequestError.ResponseEnded, true)]
    [InlineData(HttpRequestError.Unknown, true)]
    public async Task A_deletion_is_certain_only_if_there_was_no_connection(HttpRequestError error, bool isUncertain)
    {
        var client = Client(new BreakingHandler(new HttpRequestException(error), breaksAt: 0));

        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => client.DeleteAsync());

        Assert.Equal(isUncertain, failure.IsUncertain);
    }

    private static PushgatewayClient Client(HttpMessageHandler handler) =>
        new(new HttpClient(handler), new PushgatewayTarget("gateway", "a"));

    private static StubHandler WebSite(string contentType) =>
        new(request => Answer(request, contentType, "<html><body>Sign in</body></html>"));

    private static HttpResponseMessage Answer(HttpRequestMessage request, string? contentType, string body = "")
    {
        var response = new HttpResponseMessage(HttpStatusCode.OK) { RequestMessage = request, Content = new StringContent(body) };
        response.Content.Headers.Remove("Content-Type");
        response.Content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return response;
    }

    private Task<PushgatewayException> FailAsync(HttpMessageHandler handler) =>
        Assert.ThrowsAsync<PushgatewayException>(() => Client(handler).PushAsync(Registry));

    private void CreateSeries(int count)
    {
        var family = Factory.CreateGauge("many", "Help.", "number");
        for (var i = 0; i < count; i++)
        {
            family.WithLabels($"{i}");
        }
    }

    /// <summary>A connection that breaks after a number of bytes; with 0 it is never made.</summary>
    private sealed class BreakingHandler(Exception failure, int breaksAt) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (breaksAt > 0)
            {
                await request.Content!.CopyToAsync(new BreakingStream(failure, breaksAt), cancellationToken);
            }

            throw failure;
        }
    }

    /// <summary>Follows a redirect, as the handler of the framework does.</summary>
    private sealed class FollowingHandler(HttpMethod method, string? contentType = null) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await request.Content!.CopyToAsync(Stream.Null, cancellationToken);
            (request.Method, request.RequestUri) = (method, new Uri("http://elsewhere/a"));
            return Answer(request, contentType);
        }
    }

    /// <summary>Reads the whole body, however late it is, and never answers.</summary>
    private sealed class SilentHandler : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            await request.Content!.CopyToAsync(Stream.Null, CancellationToken.None);
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return new HttpResponseMessage(HttpStatusCode.OK);
        }
    }

    private sealed class EarlyHandler(string? contentType = null) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(Answer(request, contentType));
    }

    private sealed class AgainHandler(HttpMessageHandler first, HttpMessageHandler second) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            try
            {
                return await new HttpMessageInvoker(first).SendAsync(request, cancellationToken);
            }
            catch (HttpRequestException)
            {
                return await new HttpMessageInvoker(second).SendAsync(request, cancellationToken);
            }
        }
    }

    private sealed class BreakingStream(Exception failure, int breaksAt) : MemoryStream
    {
        private int _length;

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _length += buffer.Length;
            return _length >= breaksAt ? ValueTask.FromException(failure) : ValueTask.CompletedTask;
        }
    }
}
