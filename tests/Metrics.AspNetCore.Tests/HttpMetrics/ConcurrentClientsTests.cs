using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

/// <summary>Many clients of a real Kestrel at once; each knows what it did.</summary>
public sealed class ConcurrentClientsTests
{
    private const int Clients = 64;
    private const string Stream = "a stream of events";

    // METRICS_REQUESTS replaces the number.
    private static readonly int Requests =
        int.TryParse(Environment.GetEnvironmentVariable("METRICS_REQUESTS"), CultureInfo.InvariantCulture, out var requests)
            ? requests
            : 20_000;

    private readonly ConcurrentDictionary<string, int> _done = new(StringComparer.Ordinal);

    // R-256, R-260, R-261: every end of a request counts, under the method, status and route that its client knows.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Every_counter_agrees_with_the_clients_own_count(bool inFront)
    {
        await using var app = await StartAsync(inFront);

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(() => RunAsync(app, client))));

        Assert.Equal(Requests / Clients * Clients, _done.Values.Sum());
        _done.Remove(Stream, out var streams);
        Assert.Equal([.. _done.Select(done => $"{done.Key} {done.Value}")], await app.CountedAsync());
        Assert.All(["GET", "POST", "_OTHER"], method => Assert.Equal(0, app.InProgress(method)));
        Assert.Equal(
            streams,
            app.Registry.GetSampleValue(
                "http_connection_duration_seconds_count", ("method", "GET"), ("status", "200"), ("route", "/events")));
        Assert.Equal(0, app.Registry.GetSampleValue("http_connections_in_progress", ("route", "/events")));
    }

    private static Task<TestApp> StartAsync(bool inFront)
    {
        var builder = TestApp.CreateBuilder();
        builder.Logging.ClearProviders();
        if (inFront)
        {
            builder.Services.AddPrometheusMetrics().AddHttpMetrics();
        }

        return TestApp.StartAsync(builder, app =>
        {
            if (!inFront)
            {
                app.UseHttpMetrics();
            }

            app.UseWhen(
                context => context.Request.Path.StartsWithSegments("/handled"),
                branch => branch.UseExceptionHandler(handler => handler.Run(context =>
                {
                    context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                    return Task.CompletedTask;
                })));
            app.MapGet("/orders/{id}", (string id) => id);
            app.MapPost("/orders", () => Results.StatusCode(StatusCodes.Status201Created));
            app.MapGet("/later/{id}", async (string id) =>
            {
                await Task.Yield();
                return Results.Text(id, statusCode: StatusCodes.Status202Accepted);
            });
            app.MapGet("/throws/{id}", string (string id) => throw new InvalidOperationException(id));
            app.MapGet("/handled/{id}", string (string id) => throw new InvalidOperationException(id));
            app.MapGet("/breaks", (HttpContext context) => BeginAsync(context, () => throw new InvalidOperationException()));
            app.MapGet("/aborts", static (HttpContext context) => context.Abort());
            app.MapGet("/aborts-later", (HttpContext context) => BeginAsync(context, () =>
            {
                context.Abort();
                return Task.CompletedTask;
            }));
            app.MapGet("/waits", (HttpContext context) => BeginAsync(
                context, () => Task.Delay(Timeout.Infinite, context.RequestAborted)));
            app.MapGet("/events", (HttpContext context) =>
            {
                context.Response.ContentType = "text/event-stream";
                return BeginAsync(context, () => Task.Delay(Timeout.Infinite, context.RequestAborted));
            });
        });
    }

    private static async Task BeginAsync(HttpContext context, Func<Task> end)
    {
        await context.Response.WriteAsync("half");
        await context.Response.Body.FlushAsync();
        await end();
    }

    private async Task RunAsync(TestApp app, int seed)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = app.Address };
        var random = new Random(seed);
        for (var i = 0; i < Requests / Clients; i++)
        {
            var done = await DoAsync(app.Address, client, random.Next(100), i);
            _done.AddOrUpdate(done, 1, static (_, count) => count + 1);
        }
    }

    /// <summary>Sends a request, verifies what comes, and returns how it should be counted.</summary>
    private static Task<string> DoAsync(Uri server, HttpClient client, int chance, int i) => chance switch
    {
        < 48 => SendAsync(client, "GET", $"/orders/{i}", 200, "/orders/{id}"),
        < 50 => DisconnectAsync(server, "/events", Stream),
        < 60 => SendAsync(client, "POST", "/orders", 201, "/orders"),
        < 72 => SendAsync(client, "GET", $"/later/{i}", 202, "/later/{id}"),
        < 80 => SendAsync(client, "GET", $"/nowhere/{i}", 404, ""),
        < 84 => SendAsync(client, "BREW", "/orders/1", 405, ""),
        < 88 => SendAsync(client, "GET", $"/throws/{i}", 500, "/throws/{id}"),
        < 92 => SendAsync(client, "GET", $"/handled/{i}", 503, "/handled/{id}"),
        < 94 => ReadBrokenAsync(server, "/breaks", 500),
        < 96 => ReadBrokenAsync(server, "/aborts", 500),
        < 98 => ReadBrokenAsync(server, "/aborts-later", 500),
        _ => DisconnectAsync(server, "/waits", "GET 499 '/waits'"),
    };

    private static async Task<string> SendAsync(HttpClient client, string method, string path, int status, string route)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken).InTime();
        Assert.Equal(status, (int)response.StatusCode);
        return $"{(method is "BREW" ? "_OTHER" : method)} {status} '{route}'";
    }

    // A client of its own: HttpClient sends a request again if its connection ends without an answer.
    private static async Task<string> ReadBrokenAsync(Uri server, string path, int status)
    {
        using var client = await RawClient.GetAsync(server, path);
        Assert.DoesNotContain("\r\n0\r\n", await client.ReadToEndAsync(), StringComparison.Ordinal);
        return $"GET {status} '{path}'";
    }

    // The server has begun the response, so it has seen the request.
    private static async Task<string> DisconnectAsync(Uri server, string path, string done)
    {
        using var client = await RawClient.GetAsync(server, path);
        Assert.StartsWith("HTTP/1.1 200 ", await client.ReadSomeAsync(), StringComparison.Ordinal);
        client.Reset();
        return done;
    }
}
