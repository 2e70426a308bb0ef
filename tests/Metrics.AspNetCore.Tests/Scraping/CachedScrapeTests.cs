using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.Scraping;

/// <summary>Endpoints with and without <c>CacheFor</c>, in an application with a refresher, which counts its calls in the gauge
/// <c>refreshes</c>.</summary>
public sealed class CachedScrapeTests
{
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(5);

    private readonly TestTimeProvider _time = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_is_sent_for_some_time_without_another_collection_or_refresh(bool byConfiguration)
    {
        await using var app = await StartAsync(
            app => app.MapMetrics("/metrics", options => options.CacheFor = byConfiguration ? options.CacheFor : Time),
            byConfiguration ? [("Prometheus:Endpoint:CacheFor", "00:00:05")] : []);

        Assert.Equal(1, await RefreshesAsync(app));
        _time.Advance(Time - TimeSpan.FromTicks(1));
        Assert.Equal(1, await RefreshesAsync(app));
        using (var head = await app.SendAsync("HEAD", "/metrics"))
        {
            Assert.Equal((await app.Client.GetByteArrayAsync("/metrics")).Length, head.Content.Headers.ContentLength);
        }

        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(2, await RefreshesAsync(app));
    }

    [Fact]
    public async Task Options_of_the_usual_path_are_set_without_naming_it()
    {
        await using var app = await StartAsync(app => app.MapMetrics(options => options.CacheFor = Time));

        Assert.Equal(1, await RefreshesAsync(app));
        Assert.Equal(1, await RefreshesAsync(app));
    }

    [Fact]
    public async Task By_default_each_scrape_refreshes_whatever_it_asks_for()
    {
        await using var app = await StartAsync(app => app.MapMetrics());

        Assert.Equal(1, await RefreshesAsync(app));
        using var head = await app.SendAsync("HEAD", "/metrics");
        using var part = await app.SendAsync("GET", "/metrics?name[]=nothing");
        Assert.Equal(4, await RefreshesAsync(app));
    }

    [Fact]
    public async Task Another_source_is_not_refreshed()
    {
        var registry = new MetricRegistry();
        await using var app = await StartAsync(app =>
        {
            app.MapMetrics();
            app.MapMetrics("/partner", registry);
        });

        using var partner = await app.SendAsync("GET", "/partner");

        Assert.Equal(HttpStatusCode.OK, partner.StatusCode);
        Assert.Equal(1, await RefreshesAsync(app));
    }

    [Fact]
    public async Task A_part_of_the_metrics_is_current()
    {
        await using var app = await StartAsync(app => app.MapMetrics("/metrics", options => options.CacheFor = Time));
        Assert.Equal(1, await RefreshesAsync(app));

        Assert.Equal("refreshes 2", Assert.Single(await LinesAsync(app, "/metrics?name[]=refreshes")));
        Assert.Equal(1, await RefreshesAsync(app));
    }

    [Fact]
    public async Task Each_endpoint_has_bodies_of_its_own()
    {
        await using var app = await StartAsync(app =>
        {
            app.MapMetrics("/metrics", options => options.CacheFor = Time);
            app.MapMetrics("/other", options => options.CacheFor = Time * 2);
        });

        Assert.Equal(1, await RefreshesAsync(app));
        Assert.Contains("refreshes 2", await LinesAsync(app, "/other"));
        _time.Advance(Time);
        Assert.Equal(3, await RefreshesAsync(app));
        Assert.Contains("refreshes 2", await LinesAsync(app, "/other"));
    }

    // Formats, schemes, compressions and orders are few, whatever the headers say.
    [Fact]
    public async Task No_client_makes_the_endpoint_keep_many_bodies()
    {
        await using var app = await StartAsync(app => app.MapMetrics("/metrics", options => options.CacheFor = Time));

        for (var i = 0; i < 100; i++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/metrics?x={i}");
            request.Headers.TryAddWithoutValidation("Accept", $"text/plain;version=0.0.4;x{i}=1, text/html;level={i}");
            request.Headers.TryAddWithoutValidation("Accept-Encoding", $"gzip;q=0.{i + 100}, x{i}");
            using var response = await app.Client.SendAsync(request);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        Assert.InRange(app.Registry.GetSampleValue("refreshes"), 1, 2);
    }

    [Fact]
    public async Task A_failed_collection_is_answered_with_500_and_not_kept()
    {
        var fails = true;
        await using var app = await StartAsync(
            app =>
            {
                app.MapMetrics("/metrics", options => options.CacheFor = Time);
                app.Services.GetRequiredService<IMetricFactory>().CreateObservableGauge(
                    "brittle", "Help.", () => fails ? throw new FormatException() : 1);
            },
            ("Prometheus:FailOnCollectorError", "true"));

        Assert.Equal(500, await app.GetStatusAsync("/metrics"));
        Assert.Equal(500, await app.GetStatusAsync("/metrics", "HEAD"));
        fails = false;
        Assert.Equal(200, await app.GetStatusAsync("/metrics"));
        fails = true;
        Assert.Equal(200, await app.GetStatusAsync("/metrics"));
    }

    [Fact]
    public async Task An_answer_from_the_cache_counts_as_a_scrape()
    {
        await using var app = await StartAsync(
            app => app.MapMetrics("/metrics", options => (options.CacheFor, options.ScrapeMetrics) = (Time, true)));
        var length = 0;
        for (var i = 0; i < 3; i++)
        {
            length += (await app.Client.GetByteArrayAsync("/metrics")).Length;
        }

        await app.QuietAsync();

        Assert.Equal(3, app.Registry.GetSampleValue("metrics_scrapes_total", ("status", "200")));
        Assert.Equal(length, app.Registry.GetSampleValue("metrics_scrape_response_bytes_total"));
        Assert.Equal(1, app.Registry.GetSampleValue("refreshes"));
    }

    // The client would be served its own aborted wait otherwise.
    [Fact]
    public async Task A_client_that_disconnects_spoils_no_body_of_another()
    {
        using var release = new ManualResetEventSlim();
        var source = new ScriptedSource(series =>
        {
            release.Wait();
            return series == 0;
        });
        await using var app = await TestApp.StartAsync(
            app => app.MapMetrics("/metrics", source, options => options.CacheFor = Time));
        using var client = new CancellationTokenSource();
        var gone = app.Client.GetAsync("/metrics", client.Token);
        var patient = app.Client.GetStringAsync("/metrics");

        await client.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        release.Set();

        Assert.Contains("scripted{", await patient.InTime(), StringComparison.Ordinal);
    }

    // Refreshers get half of the time. Less than a usual timeout would spoil the body for the other clients.
    [Theory]
    [InlineData("20.5", 10)]
    [InlineData("1", 4.75)]
    public async Task A_collection_is_limited_by_the_timeout_of_the_scrape_that_begins_it(string timeout, double seconds)
    {
        var never = new TaskCompletionSource();
        var builder = TestApp.CreateBuilder();
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddPrometheusMetrics().AddRefresher("hanging", (_, _) => new(never.Task), TimeSpan.FromHours(1));
        await using var app = await TestApp.StartAsync(
            builder, app => app.MapMetrics("/metrics", options => options.CacheFor = TimeSpan.FromHours(1)));
        app.Client.DefaultRequestHeaders.Add("X-Prometheus-Scrape-Timeout-Seconds", timeout);

        var scrape = app.GetStatusAsync("/metrics");
        await Eventually.HoldsAsync("The wait has begun.", () => _time.TimeToNextTimer == TimeSpan.FromSeconds(seconds));
        _time.Advance(TimeSpan.FromSeconds(seconds));

        Assert.Equal(200, await scrape.InTime());
    }

    private static async Task<int> RefreshesAsync(TestApp app)
    {
        const string Name = "refreshes ";
        var line = (await LinesAsync(app, "/metrics")).Single(line => line.StartsWith(Name, StringComparison.Ordinal));
        return int.Parse(line[Name.Length..], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<IReadOnlyList<string>> LinesAsync(TestApp app, string path) =>
    [
        .. (await app.Client.GetStringAsync(path)).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith('#')),
    ];

    private Task<TestApp> StartAsync(Action<WebApplication> configure, params (string Key, string? Value)[] settings)
    {
        var builder = TestApp.CreateBuilder(settings: settings);
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddPrometheusMetrics().AddRefresher(
            "counting",
            (services, _) =>
            {
                services.GetRequiredService<IMetricFactory>().CreateGauge("refreshes", "Help.").Inc();
                return ValueTask.CompletedTask;
            },
            TimeSpan.FromSeconds(2));
        return TestApp.StartAsync(builder, configure);
    }
}
