using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.InfrastructureTests;

/// <summary>A few pages and one Prometheus that scrapes them all, for the tests of <see cref="PrometheusServer"/>.</summary>
internal sealed class ScrapedPages : IAsyncDisposable
{
    public const string TextFormat = "text/plain; version=0.0.4; charset=utf-8";

    public const string Text = """
        # HELP acme_jobs_total Jobs done.
        # TYPE acme_jobs_total counter
        acme_jobs_total{path="C:\\temp \"x\"\nend",unicode="Πρ☃"} 3
        # HELP acme_ratio Special values.
        # TYPE acme_ratio gauge
        acme_ratio{kind="nan"} NaN
        acme_ratio{kind="neginf"} -Inf
        acme_ratio{kind="posinf"} +Inf
        acme_ratio{kind="small"} 1e-05

        """;

    private const string OpenMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    private const string WithExemplar = "# TYPE acme_tasks counter\nacme_tasks_total 3 # {trace_id=\"abc\"} 0.5\n# EOF\n";

    private readonly Stack<IAsyncDisposable> _parts = [];
    private int _moods;

    public PrometheusServer Prometheus { get; private set; } = null!;

    public AcceptOverrideProxy Proxy { get; private set; } = null!;

    /// <summary>The requests to the page behind the proxy: their <c>Accept</c> header and path.</summary>
    public ConcurrentQueue<string> AskedThroughProxy { get; } = [];

    public static async Task<ScrapedPages> StartAsync()
    {
        var pages = new ScrapedPages();
        try
        {
            await pages.StartAllAsync();
            return pages;
        }
        catch
        {
            await pages.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (_parts.TryPop(out var part))
        {
            await part.DisposeAsync();
        }
    }

    private static ScrapeTarget Target(string job, Uri server) => new(job, new Uri(server, "/metrics"));

    private async Task StartAllAsync()
    {
        var text = Keep(await LoopbackServer.StartAsync(TextFormat, Text));
        var exemplar = Keep(await LoopbackServer.StartAsync(OpenMetrics, WithExemplar));
        var nonsense = Keep(await LoopbackServer.StartAsync(TextFormat, "not a page of metrics\n"));
        var moody = Keep(await LoopbackServer.StartAsync(FailEverySecondTimeAsync));
        var remembering = Keep(await LoopbackServer.StartAsync(AnswerAndRememberAsync));
        Proxy = Keep(await AcceptOverrideProxy.StartAsync(remembering.Address));
        Prometheus = Keep(await PrometheusServer.StartAsync(
            [
                Target("text", text.Address),
                Target("exemplar", exemplar.Address),
                Target("nonsense", nonsense.Address),
                Target("moody", moody.Address),
                Target("proxy", Proxy.Address),
            ],
            "--enable-feature=exemplar-storage"));
    }

    private Task FailEverySecondTimeAsync(HttpContext context)
    {
        if (Interlocked.Increment(ref _moods) % 2 == 0)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        }

        context.Response.ContentType = TextFormat;
        return context.Response.WriteAsync("acme_tests_total 3\n");
    }

    private Task AnswerAndRememberAsync(HttpContext context)
    {
        AskedThroughProxy.Enqueue($"{context.Request.Headers.Accept} {context.Request.Path}");
        context.Response.ContentType = TextFormat;
        return context.Response.WriteAsync(Text);
    }

    private T Keep<T>(T part)
        where T : IAsyncDisposable
    {
        _parts.Push(part);
        return part;
    }
}
