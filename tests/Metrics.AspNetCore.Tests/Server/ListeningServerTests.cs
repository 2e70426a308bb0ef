using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.Server;

public sealed class ListeningServerTests
{
    [Theory]
    [InlineData(null, "http://[::]:")]
    [InlineData("*", "http://[::]:")]
    [InlineData("localhost", "http://127.0.0.1:")]
    [InlineData("127.0.0.1", "http://127.0.0.1:")]
    public async Task It_listens_at_the_host_and_tells_the_port_that_the_system_chose(string? host, string address)
    {
        using var server = await StartAsync(new() { Host = host, Port = 0 });

        Assert.StartsWith(address, Assert.Single(server.Addresses), StringComparison.Ordinal);
        Assert.Equal("GET /metrics", await GetAsync(server));
    }

    [Fact]
    public async Task A_host_name_is_the_address_of_that_name_and_not_all_addresses()
    {
        using var server = await StartAsync(new()
        {
            Host = "metrics.example",
            Port = 0,
            Resolve = (name, _) => Task.FromResult(name == "metrics.example" ? [IPAddress.Loopback] : Array.Empty<IPAddress>()),
        });

        Assert.StartsWith("http://127.0.0.1:", Assert.Single(server.Addresses), StringComparison.Ordinal);
        Assert.Equal("GET /metrics", await GetAsync(server));
    }

    [Theory]
    [InlineData("no-such-host.invalid", "no-such-host.invalid")]
    [InlineData("a\nb", @"a\nb")]
    [InlineData("203.0.113.1", "no address of this machine")]
    public async Task A_host_that_is_no_address_of_this_machine_is_named(string host, string message)
    {
        var error = await Assert.ThrowsAsync<IOException>(() => StartAsync(new() { Host = host, Port = 0 }));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains("localhost", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("127.0.0.1")]
    public async Task A_port_in_use_is_named(string? host)
    {
        using var first = await StartAsync(new() { Host = host, Port = 0 });
        var port = PortOf(first);

        var error = await Assert.ThrowsAsync<IOException>(() => StartAsync(new() { Host = host, Port = port }));

        Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"Port {port} of {host ?? "*"} is in use"), error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public Task It_starts_ten_times_at_one_port() => FreedPort.RunAsync(async () =>
    {
        var port = 0;
        for (var i = 0; i < 10; i++)
        {
            using var server = await StartAsync(new() { Host = "127.0.0.1", Port = port });
            port = PortOf(server);

            Assert.Equal("GET /metrics", await GetAsync(server));
            await server.StopAsync(TestContext.Current.CancellationToken);
        }
    });

    [Fact]
    public async Task A_request_in_progress_is_finished_before_it_stops()
    {
        var (entered, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var server = await StartAsync(new() { Port = 0 }, async context =>
        {
            entered.SetResult();
            await release.Task;
            await context.Response.WriteAsync("finished");
        });
        var answer = GetAsync(server);
        await entered.Task.InTime();

        var stopping = server.StopAsync(TestContext.Current.CancellationToken);
        Assert.False(stopping.IsCompleted);
        release.SetResult();

        await stopping.InTime();
        Assert.Equal("finished", await answer);
    }

    [Fact]
    public async Task A_request_that_does_not_end_is_aborted_when_the_token_is_cancelled()
    {
        var (entered, never) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var server = await StartAsync(new() { Port = 0 }, context =>
        {
            entered.SetResult();
            return never.Task;
        });
        var answer = GetAsync(server);
        await entered.Task.InTime();

        await server.StopAsync(new CancellationToken(canceled: true)).InTime();

        await Assert.ThrowsAsync<HttpRequestException>(() => answer.InTime());
        never.SetResult();
    }

    [Theory]
    [InlineData(70, 64, "431")]
    [InlineData(1, 20_000, "431")]
    [InlineData(20, 64, "200")]
    public async Task Headers_beyond_the_limits_are_rejected(int count, int length, string status)
    {
        using var server = await StartAsync(new() { Host = "127.0.0.1", Port = 0 });

        var headers = Enumerable.Range(0, count)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"X-{i}: {new string('a', length)}"));
        using var client = await RawClient.GetAsync(new Uri(server.Addresses[0]), "/", [.. headers, "Connection: close"]);

        Assert.StartsWith($"HTTP/1.1 {status} ", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_with_a_body_is_answered_without_reading_it()
    {
        using var server = await StartAsync(new() { Host = "127.0.0.1", Port = 0 }, RejectBodyAsync);

        using var client = await RawClient.GetAsync(new Uri(server.Addresses[0]), "/", "Content-Length: 1");

        Assert.StartsWith("HTTP/1.1 413 ", await client.ReadToEndAsync(), StringComparison.Ordinal);

        static async Task RejectBodyAsync(HttpContext context)
        {
            var error = await Assert.ThrowsAnyAsync<BadHttpRequestException>(
                () => context.Request.Body.ReadAsync(new byte[1]).AsTask());
            context.Response.StatusCode = error.StatusCode;
        }
    }

    [Fact]
    public async Task A_client_that_never_finishes_its_headers_is_disconnected()
    {
        using var server = await StartAsync(
            new() { Host = "127.0.0.1", Port = 0, RequestHeadersTimeout = TimeSpan.FromMilliseconds(100) });
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, PortOf(server));

        await socket.SendAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: "));

        var buffer = new byte[1000];
        var count = await socket.ReceiveAsync(buffer).InTime();
        Assert.StartsWith("HTTP/1.1 408 ", Encoding.ASCII.GetString(buffer, 0, count), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_beyond_the_limit_is_closed_at_once()
    {
        using var server = await StartAsync(new() { Host = "127.0.0.1", Port = 0, ConnectionLimit = 1 });
        using var first = await RawClient.GetAsync(new Uri(server.Addresses[0]), "/");
        Assert.Contains("GET /", await first.ReadToEndAsync(), StringComparison.Ordinal);

        using var second = await RawClient.GetAsync(new Uri(server.Addresses[0]), "/");

        Assert.Equal("", await second.ReadToEndAsync());
    }

    [Fact]
    public async Task It_speaks_HTTP_1_only_and_does_not_tell_its_name()
    {
        using var server = await StartAsync(new() { Port = 0 });
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, AddressOf(server))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };

        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpVersion.Version11, response.Version);
        Assert.Empty(response.Headers.Server);
    }

    private static Task<ListeningServer> StartAsync(ListeningServerOptions options) =>
        StartAsync(options, context => context.Response.WriteAsync($"{context.Request.Method} {context.Request.Path}"));

    private static Task<ListeningServer> StartAsync(ListeningServerOptions options, RequestDelegate handle) =>
        ListeningServer.StartAsync(options, handle, TestContext.Current.CancellationToken);

    private static async Task<string> GetAsync(ListeningServer server)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        return await client.GetStringAsync(new Uri(AddressOf(server), "/metrics"), TestContext.Current.CancellationToken);
    }

    private static Uri AddressOf(ListeningServer server) => new UriBuilder("http", "127.0.0.1", PortOf(server)).Uri;

    private static int PortOf(ListeningServer server) => new Uri(server.Addresses[0]).Port;
}
