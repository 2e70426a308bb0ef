using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

/// <summary>Long-lived requests have metrics of their own, so that they do not spoil the latency, and each kind has the same labels over
/// each protocol.</summary>
public sealed class ConnectionTests
{
    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_WebSocket_is_a_connection(string version)
    {
        await using var app = await StartAsync(version);
        using var handler = new SocketsHttpHandler();
        using var invoker = new HttpMessageInvoker(handler);
        using var socket = CreateSocket(version);
        await socket.ConnectAsync(AddressOf(app, "/socket"), invoker, default).InTime();
        await socket.ReceiveAsync(new byte[10], default).InTime();

        Assert.Equal((1, 0), (Open(app, "/socket"), app.InProgress()));

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default).InTime();
        Assert.Equal(["GET 101 '/socket' 1"], await ConnectionsAsync(app));
        Assert.Empty(await app.CountedAsync());
        Assert.Equal((0, 0), (Open(app, "/socket"), app.InProgress()));
    }

    [Theory]
    [InlineData("1.1", "/socket", 101)]
    [InlineData("2.0", "/socket", 101)]
    [InlineData("1.1", "/socket-that-throws", 500)]
    [InlineData("2.0", "/socket-that-throws", 500)]
    [InlineData("1.1", "/socket-without-a-close", 101)]
    [InlineData("2.0", "/socket-without-a-close", 101)]
    public async Task A_connection_that_a_client_drops_has_its_status_and_one_that_the_application_breaks_off_500(
        string version, string path, int status)
    {
        await using var app = await StartAsync(version);
        using var handler = new SocketsHttpHandler();
        using var invoker = new HttpMessageInvoker(handler);
        using (var socket = CreateSocket(version))
        {
            await socket.ConnectAsync(AddressOf(app, path), invoker, default).InTime();
            await Record.ExceptionAsync(() => socket.ReceiveAsync(new byte[10], default).InTime());
            if (path != "/socket")
            {
                await Record.ExceptionAsync(() => socket.ReceiveAsync(new byte[10], default).InTime());
            }

            socket.Abort();
        }

        Assert.Equal([$"GET {status} '{path}' 1"], await ConnectionsAsync(app));
        Assert.Equal(0, Open(app, path));
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_WebSocket_that_middleware_in_front_has_opened_is_a_connection_from_the_beginning(string version)
    {
        var gate = new Gate();
        await using var app = await StartAsync(version, builder => TestApp.StartAsync(builder, app =>
        {
            app.UseWebSockets();
            app.Use((context, next) => AcceptAsync(context, (_, _) => next(context)));
            app.UseHttpMetrics();
            app.Run(_ => gate.PassAsync());
        }));
        using var handler = new SocketsHttpHandler();
        using var invoker = new HttpMessageInvoker(handler);
        using var socket = CreateSocket(version);
        await socket.ConnectAsync(AddressOf(app, "/socket"), invoker, default).InTime();
        await gate.Arrived.Task.InTime();

        Assert.Equal((1, 0), (Open(app, ""), app.InProgress()));

        gate.Release.SetResult();
        Assert.Equal(["GET 101 '' 1"], await ConnectionsAsync(app));
        Assert.Equal((0, 0), (Open(app, ""), app.InProgress()));
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task A_WebSocket_that_is_refused_is_an_ordinary_request(string version)
    {
        await using var app = await StartAsync(version);
        using var handler = new SocketsHttpHandler();
        using var invoker = new HttpMessageInvoker(handler);
        foreach (var path in (string[])["/refused", "/hub-that-refuses", "/choices", "/absent"])
        {
            using var socket = CreateSocket(version);
            await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(AddressOf(app, path), invoker, default).InTime());
        }

        Assert.Equal(
            ["GET 401 '/refused' 1", "GET 401 '/hub-that-refuses' 1", "GET 300 '/choices' 1", "GET 404 '' 1"], await app.CountedAsync());
        Assert.Empty(await ConnectionsAsync(app));
    }

    [Theory]
    [InlineData("1.1")]
    [InlineData("2.0")]
    public async Task Server_sent_events_are_a_connection(string version)
    {
        await using var app = await StartAsync(version);
        using var answer = await app.Client.GetAsync(new Uri("/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);

        Assert.Equal((1, 0), (Open(app, "/events"), app.InProgress()));

        answer.Dispose();
        Assert.Equal(["GET 200 '/events' 1"], await ConnectionsAsync(app));
        Assert.Empty(await app.CountedAsync());
        Assert.Equal((0, 0), (Open(app, "/events"), app.InProgress()));
    }

    [Theory]
    [InlineData("GET", 429, 429)]
    [InlineData("GET", 300, 300)]
    [InlineData("GET", 204, 204)]
    [InlineData("HEAD", 200, 200)]
    [InlineData("GET", 1, 500)]
    public async Task Server_sent_events_that_do_not_begin_are_an_ordinary_request(string method, int status, int received)
    {
        await using var app = await StartAsync("1.1");

        Assert.Equal(received, await app.GetStatusAsync($"/no-events/{status}", method));

        Assert.Equal([$"{method} {received} '/no-events/{{status}}' 1"], await app.CountedAsync());
        Assert.Empty(await ConnectionsAsync(app));
        Assert.Equal(0, app.InProgress(method));
    }

    [Theory]
    [InlineData(HttpTransportType.WebSockets, 101)]
    [InlineData(HttpTransportType.ServerSentEvents, 200)]
    [InlineData(HttpTransportType.LongPolling, 200)]
    public async Task A_hub_is_a_connection_over_each_transport(HttpTransportType transport, int status)
    {
        await using var app = await StartAsync("1.1");
        await using (var connection = new HubConnectionBuilder().WithUrl(new Uri(app.Address, "/hub"), transport).Build())
        {
            await connection.StartAsync().InTime();
            Assert.Equal("hello", await connection.InvokeAsync<string>("Echo", "hello").InTime());
            await Eventually.HoldsAsync("the connection is open", () => Open(app, "/hub") == 1 && app.InProgress() == 0);
            await connection.StopAsync().InTime();
        }

        Assert.Contains(await ConnectionsAsync(app), line => line.StartsWith($"GET {status} '/hub'", StringComparison.Ordinal));

        // A client may cancel its last poll.
        string[] statuses = transport == HttpTransportType.LongPolling ? ["200", "204", "499"] : [$"{status}"];
        Assert.All(await ConnectionsAsync(app), line => Assert.Contains(line.Split(' ')[1], statuses));
        var requests = await app.CountedAsync();
        Assert.Contains("POST 200 '/hub/negotiate' 1", requests);
        Assert.DoesNotContain(requests, line => line.StartsWith("GET", StringComparison.Ordinal));
        Assert.Equal((0, 0), (Open(app, "/hub"), app.InProgress()));
    }

    [Theory]
    [InlineData("/marked")]
    [InlineData("/marked-by-attribute")]
    public async Task An_endpoint_that_is_marked_is_a_connection_as_soon_as_it_is_selected(string path)
    {
        await using var app = await StartAsync("1.1");
        var answer = app.GetStatusAsync(path, "POST");
        await app.App.Services.GetRequiredService<Gate>().Arrived.Task.InTime();

        Assert.Equal((1, 0), (Open(app, path), app.InProgress("POST")));

        app.App.Services.GetRequiredService<Gate>().Release.SetResult();
        Assert.Equal(200, await answer);
        Assert.Equal([$"POST 200 '{path}' 1"], await ConnectionsAsync(app));
        Assert.Empty(await app.CountedAsync());
        Assert.Equal(0, Open(app, path));
    }

    [Theory]
    [InlineData(300)]
    [InlineData(404)]
    [InlineData(503)]
    public async Task A_marked_endpoint_that_refuses_is_an_ordinary_request(int status)
    {
        await using var app = await StartAsync("1.1");

        Assert.Equal(status, await app.GetStatusAsync($"/marked-that-refuses/{status}"));

        Assert.Equal([$"GET {status} '/marked-that-refuses/{{status}}' 1"], await app.CountedAsync());
        Assert.Empty(await ConnectionsAsync(app));
    }

    [Fact]
    public async Task WebSockets_of_the_test_server_are_connections_too()
    {
        var builder = TestApp.CreateBuilder();
        builder.WebHost.UseTestServer();
        await using var app = await StartAsync(builder);
        var client = app.App.GetTestServer().CreateWebSocketClient();
        using (var socket = await client.ConnectAsync(new Uri("ws://localhost/socket"), default))
        {
            await socket.ReceiveAsync(new byte[10], default).InTime();
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default).InTime();
        }

        Assert.Equal(["GET 101 '/socket' 1"], await ConnectionsAsync(app));
    }

    [Fact]
    public void Null_is_refused() =>
        Assert.Throws<ArgumentNullException>(() => default(IEndpointConventionBuilder)!.MeasureAsConnection());

    private static ClientWebSocket CreateSocket(string version)
    {
        var socket = new ClientWebSocket();
        socket.Options.HttpVersion = Version.Parse(version);
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        return socket;
    }

    private static Uri AddressOf(TestApp app, string path) => new UriBuilder(new Uri(app.Address, path)) { Scheme = "ws" }.Uri;

    private static double Open(TestApp app, string route) =>
        app.Registry.FindSampleValue("http_connections_in_progress", ("route", route)) ?? 0;

    private static Task<HashSet<string>> ConnectionsAsync(TestApp app) => app.CountedAsync("http_connection_duration_seconds");

    private static Task<TestApp> StartAsync(string version) => StartAsync(version, StartAsync);

    private static async Task<TestApp> StartAsync(string version, Func<WebApplicationBuilder, Task<TestApp>> start)
    {
        var protocol = version == "2.0" ? "Http2" : "Http1";
        var app = await start(TestApp.CreateBuilder(settings: ("Kestrel:EndpointDefaults:Protocols", protocol)));
        app.Client.DefaultRequestVersion = Version.Parse(version);
        app.Client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        return app;
    }

    private static Task<TestApp> StartAsync(WebApplicationBuilder builder)
    {
        builder.Services.AddPrometheusMetrics().AddHttpMetrics(
            options => options.RequestSize.Enabled = options.ResponseSize.Enabled = options.TimeToFirstByte.Enabled = true);
        builder.Services.AddSingleton<Gate>();
        builder.Services.AddSignalR();
        return TestApp.StartAsync(builder, app =>
        {
            app.UseWebSockets();
            app.Use((context, next) =>
            {
                if (context.Request.Path == "/hub-that-refuses")
                {
                    context.Response.StatusCode = 401;
                    return Task.CompletedTask;
                }

                return next(context);
            });
            app.Map("/socket", context => AcceptAsync(context, CloseAsync));
            app.Map("/socket-that-throws", context => AcceptAsync(context, (_, _) => throw new InvalidOperationException()));
            app.Map("/socket-without-a-close", context => AcceptAsync(context, (_, _) => Task.CompletedTask));
            app.Map("/no-events/{status}", (HttpContext context, int status) =>
            {
                // The server does not accept a synchronous write.
                context.Response.ContentType = "text/event-stream";
                context.Response.StatusCode = status == 1 ? 200 : status;
                return status == 1
                    ? Task.Run(() => context.Response.Body.Write("data: 1\n\n"u8))
                    : status == 204 ? context.Response.StartAsync() : context.Response.WriteAsync("data: 1\n\n");
            });
            app.Map("/refused", () => Results.StatusCode(401));
            app.Map("/choices", () => Results.StatusCode(300));
            app.MapHub<EchoHub>("/hub");
            app.MapHub<EchoHub>("/hub-that-refuses");
            app.MapGet("/events", async (HttpContext context) =>
            {
                context.Response.ContentType = "text/event-stream; charset=utf-8";
                await context.Response.WriteAsync("data: 1\n\n");
                await context.Response.Body.FlushAsync();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            });
            app.Map("/marked", (Gate gate) => gate.PassAsync()).MeasureAsConnection();
            app.Map("/marked-by-attribute", [MeasureAsConnection] (Gate gate) => gate.PassAsync());
            app.Map("/marked-that-refuses/{status}", (int status) => Results.StatusCode(status)).MeasureAsConnection();
        });
    }

    private static async Task AcceptAsync(HttpContext context, Func<HttpContext, WebSocket, Task> end)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await socket.SendAsync("hello"u8.ToArray(), WebSocketMessageType.Text, true, default);
        await end(context, socket);
    }

    private static async Task CloseAsync(HttpContext context, WebSocket socket)
    {
        await socket.ReceiveAsync(new byte[10], context.RequestAborted);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
    }

    private sealed class Gate
    {
        public TaskCompletionSource Arrived { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Release { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task PassAsync()
        {
            Arrived.SetResult();
            return Release.Task;
        }
    }

    private sealed class EchoHub : Hub
    {
        public string Echo(string text) => text;
    }
}
