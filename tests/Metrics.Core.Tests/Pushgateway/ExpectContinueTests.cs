using System.Net;
using PrometheusMetrics.Pushgateway;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Pushgateway;

/// <summary>Short bodies are sent with the head, long ones when the server wants them.</summary>
public class ExpectContinueTests : EngineTest
{
    private readonly StubHandler _stub = new(HttpStatusCode.OK);

    public ExpectContinueTests() => Factory.CreateCounter("x", "Help.").Inc(3);

    // Some servers and proxies answer 411 to a body in chunks.
    [Fact]
    public async Task A_short_body_has_a_length()
    {
        await using var gateway = new LoopbackGateway(_ => LoopbackGateway.Answer("200 OK"));
        using var client = new PushgatewayClient(new PushgatewayTarget(gateway.Endpoint, "a"));

        await client.PushAsync(Registry);

        var request = Assert.Single(gateway.Requests);
        Assert.Contains("\r\nContent-Length: 54\r\n", request, StringComparison.Ordinal);
        Assert.DoesNotContain("chunked", request, StringComparison.Ordinal);
        Assert.DoesNotContain("Expect", request, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n# HELP x_total Help.\n# TYPE x_total counter\nx_total 3\n", request, StringComparison.Ordinal);
    }

    //
    [Fact]
    public async Task A_long_body_is_sent_in_chunks_when_the_server_wants_it()
    {
        CreateManySeries();
        await using var gateway = new LoopbackGateway(_ => LoopbackGateway.Answer("200 OK"));
        using var http = PatientHttp();
        using var client = Client(http, new PushgatewayTarget(gateway.Endpoint, "a"));

        var result = await client.PushAsync(Registry);

        var request = Assert.Single(gateway.Requests);
        Assert.Contains("\r\nExpect: 100-continue\r\n", request, StringComparison.Ordinal);
        Assert.Contains("\r\nTransfer-Encoding: chunked\r\n", request, StringComparison.Ordinal);
        Assert.Contains("x_total 3\n", request, StringComparison.Ordinal);
        Assert.Equal(5001, result.Series);
        Assert.False(client.Target.IgnoresExpect);
    }

    // Without the header the client would write into a connection that is closed, and report that instead of the status.
    [Theory]
    [InlineData("401 Unauthorized", "who are you?")]
    [InlineData("413 Content Too Large", "1 MB at most")]
    public async Task The_answer_to_a_long_body_that_is_rejected_at_once_is_not_lost(string status, string words)
    {
        CreateManySeries();
        await using var gateway = new LoopbackGateway(_ => "", answerExpect: _ => LoopbackGateway.Answer(status, words));
        using var http = PatientHttp();
        using var client = Client(http, new PushgatewayTarget(gateway.Endpoint, "a"));

        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => client.PushAsync(Registry));

        Assert.EndsWith($"failed: {status}: {words}", failure.Message, StringComparison.Ordinal);
        Assert.False(failure.IsUncertain);
        Assert.EndsWith("\r\n\r\n", Assert.Single(gateway.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_rejects_the_header_gets_the_body_without_it_from_then_on()
    {
        CreateManySeries();
        await using var gateway = new LoopbackGateway(
            _ => LoopbackGateway.Answer("200 OK"), answerExpect: _ => LoopbackGateway.Answer("417 Expectation Failed"));
        var target = new PushgatewayTarget(gateway.Endpoint, "a");
        using var http = PatientHttp();

        for (var i = 0; i < 2; i++)
        {
            using var client = Client(http, target);
            Assert.Equal(5001, (await client.PushAsync(Registry)).Series);
        }

        Assert.Equal([true, false, false], gateway.Requests.Select(HasExpect));
        Assert.All(gateway.Requests.Skip(1), request => Assert.Contains("x_total 3\n", request, StringComparison.Ordinal));
    }

    // Its connection is free for the second request.
    [Fact]
    public async Task The_answer_that_rejects_the_header_is_disposed()
    {
        CreateManySeries();
        using var words = new MemoryStream();
        var wereOpen = new List<bool>();
        using var stub = new StubHandler(request =>
        {
            wereOpen.Add(words.CanRead);
            return request.Headers.ExpectContinue == true
                ? new HttpResponseMessage(HttpStatusCode.ExpectationFailed) { Content = new StreamContent(words), RequestMessage = request }
                : new HttpResponseMessage(HttpStatusCode.OK) { RequestMessage = request };
        });

        await StubClient(new HttpClient(stub)).PushAsync(Registry);

        Assert.Equal([true, false], wereOpen);
    }

    // Each push would take a second longer.
    [Fact]
    public async Task A_server_that_ignores_the_header_gets_the_body_without_it_from_then_on()
    {
        CreateManySeries();
        await using var gateway = new LoopbackGateway(_ => LoopbackGateway.Answer("200 OK"), answerExpect: _ => "");
        var target = new PushgatewayTarget(gateway.Endpoint, "a");

        for (var i = 0; i < 2; i++)
        {
            using var client = new PushgatewayClient(target);
            await client.PushAsync(Registry);
        }

        Assert.Equal([true, false], gateway.Requests.Select(HasExpect));
    }

    [Theory]
    [InlineData(899, true)]
    [InlineData(900, null)]
    public async Task A_body_that_was_held_back_for_nearly_a_second_was_not_asked_for(int milliseconds, bool? expects)
    {
        CreateManySeries();
        using var client = StubClient(new HttpClient(_stub));
        _stub.BeforeBody = () => Clock.Advance(TimeSpan.FromMilliseconds(milliseconds));

        await client.PushAsync(Registry);
        await client.PushAsync(Registry);

        Assert.Equal([true, expects], _stub.Requests.Select(request => request.ExpectsContinue));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_setting_of_the_callers_client_is_kept(bool setting)
    {
        CreateManySeries();
        using var http = new HttpClient(_stub);
        http.DefaultRequestHeaders.ExpectContinue = setting;

        await StubClient(http).PushAsync(Registry);

        Assert.Equal(setting, Assert.Single(_stub.Requests).ExpectsContinue == true);
    }

    [Fact]
    public async Task A_deletion_expects_nothing()
    {
        await StubClient(new HttpClient(_stub)).DeleteAsync();

        Assert.Null(Assert.Single(_stub.Requests).ExpectsContinue);
    }

    private static bool HasExpect(string request) => request.Contains("\r\nExpect:", StringComparison.Ordinal);

    /// <summary>A client that waits for the answer to its header, however slow the machine is.</summary>
    private static HttpClient PatientHttp() =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false, Expect100ContinueTimeout = Timeout.InfiniteTimeSpan });

    private PushgatewayClient StubClient(HttpClient http) => Client(http, new PushgatewayTarget("gateway", "a"));

    private PushgatewayClient Client(HttpClient http, PushgatewayTarget target) =>
        new(http, target, new PushgatewayClientOptions { TimeProvider = Clock });

    private void CreateManySeries()
    {
        var family = Factory.CreateGauge("many", "Help.", "number");
        for (var i = 0; i < 5000; i++)
        {
            family.WithLabels($"{i}");
        }
    }
}
