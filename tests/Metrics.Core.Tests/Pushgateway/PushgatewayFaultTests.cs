using System.Net;
using System.Net.Sockets;
using PrometheusMetrics.Pushgateway;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Pushgateway;

/// <summary>The client against a socket, and against gateways that violate the protocol.</summary>
public class PushgatewayFaultTests : EngineTest
{
    // the bytes of the request line, which a client must not tidy up.
    [Theory]
    [InlineData("nightly", "/metrics/job/nightly")]
    [InlineData("a/b", "/metrics/job@base64/YS9i")]
    [InlineData("..", "/metrics/job@base64/Li4")]
    [InlineData("...", "/metrics/job/...")]
    [InlineData("a.", "/metrics/job/a.")]
    [InlineData("~a", "/metrics/job/~a")]
    public async Task The_address_arrives_as_it_was_made(string job, string path)
    {
        await using var gateway = new LoopbackGateway(_ => LoopbackGateway.Answer("200 OK"));
        using var client = new PushgatewayClient(new PushgatewayTarget(gateway.Endpoint + "/pgw/", job, ("x", "")));

        await client.PushAsync(Registry);

        Assert.StartsWith($"PUT /pgw{path}/x@base64/= HTTP/1.1\r\n", Assert.Single(gateway.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_body_arrives_whole()
    {
        var family = Factory.CreateGauge("x", "", "a");
        for (var i = 0; i < 5000; i++)
        {
            family.WithLabels($"value {i}");
        }

        await using var gateway = new LoopbackGateway(_ => LoopbackGateway.Answer("202 Accepted"));
        using var client = new PushgatewayClient(new PushgatewayTarget(gateway.Endpoint, "a"));
        await client.PushAddAsync(Registry);

        var request = Assert.Single(gateway.Requests);
        Assert.StartsWith("POST /metrics/job/a HTTP/1.1\r\n", request, StringComparison.Ordinal);
        Assert.Contains("x{a=\"value 4999\"} 0\n", request, StringComparison.Ordinal);
    }

    //
    [Theory]
    [InlineData("301 Moved Permanently", "http://elsewhere:9091/metrics/job/a", "http://elsewhere:9091/metrics/job/a")]
    [InlineData("302 Found", "/other?x=1", "{0}/other")]
    [InlineData("302 Found", "https://u:p@sso:8443/login?token=SECRET#SECRET", "https://sso:8443/login")]
    [InlineData("307 Temporary Redirect", "http://u:secret@elsewhere/x", "http://elsewhere/x")]
    [InlineData("308 Permanent Redirect", "//u:secret@elsewhere/x", "http://elsewhere/x")]
    [InlineData("308 Permanent Redirect", "//u:secret@elsewhere:99999/x", "an illegal address")]
    public async Task A_redirect_is_a_wrong_address(string status, string location, string shown)
    {
        await using var gateway = new LoopbackGateway(_ => LoopbackGateway.Answer(status, headers: $"Location: {location}\r\n"));
        using var client = new PushgatewayClient(new PushgatewayTarget(gateway.Endpoint, "a"));

        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => client.PushAsync(Registry));

        var expected = string.Format(null, shown, gateway.Endpoint);
        Assert.Equal(
            $"PUT {gateway.Endpoint}/metrics/job/a failed: {status}: it redirects to {expected}; check the endpoint", failure.Message);
        Assert.Equal(status[..3], $"{(int)failure.StatusCode!}");
        Assert.Single(gateway.Requests);
    }

    // the caller's client may follow; then the push has gone elsewhere, as a GET perhaps.
    [Fact]
    public async Task A_redirect_that_was_followed_is_a_wrong_address_too()
    {
        await using var gateway = new LoopbackGateway(request => request.Contains(" /pgw/", StringComparison.Ordinal)
            ? LoopbackGateway.Answer("301 Moved Permanently", headers: "Location: /elsewhere\r\n")
            : LoopbackGateway.Answer("200 OK"));
        using var http = new HttpClient();
        using var client = new PushgatewayClient(http, new PushgatewayTarget(gateway.Endpoint + "/pgw", "a"));

        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => client.PushAsync(Registry));

        Assert.Contains($"it redirects to {gateway.Endpoint}/elsewhere; check the endpoint", failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, gateway.Requests.Count);
    }

    //
    [Fact]
    public async Task A_gateway_that_is_not_there_is_named_without_the_password()
    {
        // Bound, so that no other program gets the port, but it does not listen.
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, port: 0));
        var port = ((IPEndPoint)socket.LocalEndPoint!).Port;
        using var client = new PushgatewayClient(new PushgatewayTarget($"http://u:secret@127.0.0.1:{port}", "a"));

        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => client.PushAsync(Registry));

        Assert.StartsWith($"PUT {client.Target.Address} failed: ", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
        Assert.IsType<HttpRequestException>(failure.InnerException);
        Assert.Null(failure.StatusCode);
    }

    [Fact]
    public async Task A_gateway_that_closes_the_connection_is_a_failure()
    {
        await using var gateway = new LoopbackGateway(_ => "");
        using var client = new PushgatewayClient(new PushgatewayTarget(gateway.Endpoint, "a"));

        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => client.DeleteAsync());

        Assert.Null(failure.StatusCode);
    }

    [Fact]
    public async Task An_answer_that_breaks_off_is_a_failure_with_its_status()
    {
        await using var gateway = new LoopbackGateway(_ => "HTTP/1.1 500 Oh\r\nContent-Length: 100\r\n\r\npanic");
        using var http = new HttpClient();
        using var client = new PushgatewayClient(
            http, new PushgatewayTarget(gateway.Endpoint, "a"), new PushgatewayClientOptions { TimeProvider = Clock });

        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => client.PushAsync(Registry));

        Assert.Contains("failed: 500 Oh: panic", failure.Message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.InternalServerError, failure.StatusCode);
    }

    [Fact]
    public async Task A_gateway_that_never_answers_is_a_failure_after_the_clients_time()
    {
        await using var gateway = new LoopbackGateway(_ => "", leavesConnectionsOpen: true);
        using var http = new HttpClient { Timeout = TimeSpan.FromMilliseconds(200) };
        using var client = new PushgatewayClient(http, new PushgatewayTarget(gateway.Endpoint, "a"));

        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => client.PushAsync(Registry).WaitAsync(ParallelRunner.Deadline));

        Assert.EndsWith("no response within 00:00:00.2000000.", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_takes_too_long_is_told_as_such()
    {
        using var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromMilliseconds(50),
            ConnectCallback = async (_, token) =>
            {
                await Task.Delay(Timeout.Infinite, token);
                return Stream.Null;
            },
        };
        using var http = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        using var client = new PushgatewayClient(http, new PushgatewayTarget("http://gateway", "a"));

        var failure = await Assert.ThrowsAsync<PushgatewayException>(() => client.PushAsync(Registry).WaitAsync(ParallelRunner.Deadline));

        Assert.Contains("could not be established within the configured ConnectTimeout.", failure.Message, StringComparison.Ordinal);
        Assert.False(failure.IsUncertain);
    }

    [Fact]
    public async Task A_cancellation_passes_as_one()
    {
        using var cancellation = new CancellationTokenSource();
        await using var gateway = new LoopbackGateway(_ => Cancel(cancellation), leavesConnectionsOpen: true);
        using var client = new PushgatewayClient(new PushgatewayTarget(gateway.Endpoint, "a"));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => client.PushAsync(Registry, cancellation.Token).WaitAsync(ParallelRunner.Deadline));
    }

    private static string Cancel(CancellationTokenSource cancellation)
    {
        cancellation.Cancel();
        return "";
    }
}
