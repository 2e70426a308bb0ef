using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.Testing;

namespace PrometheusMetrics.Tests.Testing;

/// <summary>A client may have its response a moment before the server has recorded it, on both servers.</summary>
public sealed class HttpMetricsTests
{
    private static readonly byte[] LargeBody = new byte[200_000];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, "/small", 300)]
    [InlineData(false, "/large", 100)]
    public async Task Requests_are_recorded_when_they_were_awaited(bool onTestServer, string path, int count)
    {
        await using var app = await StartAsync(onTestServer);
        using var client = CreateClient(app);
        var registry = app.Services.GetRequiredService<MetricRegistry>();

        for (var i = 1; i <= count; i++)
        {
            using var response = await client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
            await registry.WaitForHttpRequestsAsync(i, cancellationToken: Cancellation);

            Assert.Equal(
                i,
                registry.GetSampleValue(
                    "http_request_duration_seconds_count", ("method", "GET"), ("status", "200"), ("route", path)));
        }
    }

    [Fact]
    public async Task The_requests_of_one_test_are_awaited_on_a_server_of_several_tests()
    {
        await using var app = await StartAsync(onTestServer: true);
        using var client = CreateClient(app);
        var registry = app.Services.GetRequiredService<MetricRegistry>();
        await client.GetStringAsync(new Uri("/small", UriKind.Relative), Cancellation);
        await registry.WaitForHttpRequestsAsync(1, cancellationToken: Cancellation);

        var requests = registry.Watch(
            "http_request_duration_seconds_count", ("method", "GET"), ("status", "200"), ("route", "/small"));
        await client.GetStringAsync(new Uri("/small", UriKind.Relative), Cancellation);
        await client.GetStringAsync(new Uri("/small", UriKind.Relative), Cancellation);

        Assert.Equal(2, await requests.WaitForDeltaAsync(2, cancellationToken: Cancellation));
    }

    // The response is complete and the request is recorded only when the test says so, however fast the server is.
    [Fact]
    public async Task A_request_that_is_recorded_later_than_its_response_is_awaited()
    {
        var recording = new TaskCompletionSource();
        await using var app = await StartAsync(onTestServer: true, beforeRecording: () => recording.Task);
        using var client = CreateClient(app);
        var registry = app.Services.GetRequiredService<MetricRegistry>();

        await client.GetStringAsync(new Uri("/small", UriKind.Relative), Cancellation);
        var wait = registry.WaitForHttpRequestsAsync(1, cancellationToken: Cancellation);

        Assert.False(wait.IsCompleted);
        recording.SetResult();
        Assert.Equal(1, await wait);
    }

    private static async Task<WebApplication> StartAsync(bool onTestServer, Func<Task>? beforeRecording = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Services.AddRoutingCore();
        builder.Logging.ClearProviders();
        if (onTestServer)
        {
            builder.WebHost.UseTestServer();
        }
        else
        {
            builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        }

        builder.Services.AddPrometheusMetrics();
        var app = builder.Build();
        app.UseHttpMetrics();
        app.Use(next => context =>
        {
            // Callbacks run in reverse order: this one before that of UseHttpMetrics.
            context.Response.OnCompleted(beforeRecording ?? (() => Task.CompletedTask));
            return next(context);
        });
        app.UseRouting();
        app.MapGet("/small", () => "small");
        app.MapGet("/large", () => Results.Bytes(LargeBody));
        await app.StartAsync(Cancellation);
        return app;
    }

    private static HttpClient CreateClient(WebApplication app) =>
        app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>() is TestServer server
            ? server.CreateClient()
            : new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(app.Urls.First()) };
}
