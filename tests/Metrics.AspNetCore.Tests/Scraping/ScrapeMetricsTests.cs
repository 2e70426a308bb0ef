using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.Scraping;

/// <summary>The metrics of the scrapes themselves, which exist only if they are switched on.</summary>
public sealed class ScrapeMetricsTests
{
    private const string Key = "Prometheus:Endpoint:ScrapeMetrics";

    [Fact]
    public async Task By_default_a_scrape_leaves_no_trace_in_the_metrics()
    {
        await using var app = await TestApp.StartAsync(app => app.MapMetrics());
        app.Factory.CreateCounter("orders_total", "Orders.").Inc(5);
        var first = await app.Client.GetStringAsync("/metrics");

        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(first, await app.Client.GetStringAsync("/metrics"));
        }

        Assert.DoesNotContain("metric_handler", first, StringComparison.Ordinal);
        Assert.DoesNotContain("scrape", first, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Switched_on_they_count_scrapes_by_status_with_duration_and_bytes()
    {
        var builder = TestApp.CreateBuilder(settings: (Key, "true"));
        var clock = new TestTimeProvider();
        TestApp? started = null;
        var (inside, nested) = (0.0, 0);
        builder.Services.AddSingleton<TimeProvider>(clock).AddSingleton<IMetricSource>(new ScriptedSource(i =>
        {
            if (i == 1)
            {
                inside = started!.Registry.GetSampleValue("metrics_scrapes_in_progress");
                nested = (int)started.SendAsync("GET", "/metrics").GetAwaiter().GetResult().StatusCode;
                clock.Advance(TimeSpan.FromSeconds(2));
            }

            return i < 2;
        }));
        await using var app = started = await TestApp.StartAsync(
            builder, app => app.MapMetrics("/metrics", options => options.ScrapeLimit = 1));
        var body = await app.Client.GetStringAsync("/metrics");
        await app.QuietAsync();
        await app.GetStatusAsync("/metrics?" + string.Concat(Enumerable.Repeat("name[]=a&", 300)));
        await app.GetStatusAsync("/metrics", "POST");
        await app.QuietAsync();

        Assert.Equal((1, 503), (inside, nested));
        Assert.Equal(1, Count(app, "200"));
        Assert.Equal(1, Count(app, "503"));
        Assert.Equal(1, Count(app, "400"));
        Assert.Equal(0, app.Registry.GetSampleValue("metrics_scrapes_in_progress"));
        Assert.Equal(1, app.Registry.GetSampleValue("metrics_scrape_duration_seconds_count"));
        Assert.Equal(2, app.Registry.GetSampleValue("metrics_scrape_duration_seconds_sum"));
        Assert.Equal(body.Length, app.Registry.GetSampleValue("metrics_scrape_response_bytes_total"));
    }

    [Fact]
    public async Task A_failure_counts_by_its_status()
    {
        var builder = TestApp.CreateBuilder(settings: [(Key, "true"), ("Prometheus:FailOnCollectorError", "true")]);
        await using var app = await TestApp.StartAsync(builder, app => app.MapMetrics());
        app.Factory.CreateObservableGauge("broken", "", () => throw new InvalidOperationException("secret"));

        Assert.Equal(500, await app.GetStatusAsync("/metrics"));
        await app.QuietAsync();

        Assert.EndsWith(
            "\nmetrics_scrapes_total{status=\"500\"} 1\n",
            await app.Client.GetStringAsync("/metrics?name[]=metrics_scrapes_total"),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_response_that_is_aborted_does_not_count_as_sent()
    {
        var builder = TestApp.CreateBuilder(settings: (Key, "true"));
        var source = new ScriptedSource(_ => true);
        builder.Services.AddSingleton<IMetricSource>(source);
        await using var app = await TestApp.StartAsync(builder, app => app.MapMetrics());
        using (var client = await RawClient.GetAsync(app.Address, "/metrics"))
        {
            await client.ReadSomeAsync();
            client.Reset();
        }

        await source.Disposed.InTime();
        await app.QuietAsync();

        Assert.Equal((1, null), (Count(app, "aborted"), Count(app, "200")));
        Assert.Equal(0, app.Registry.GetSampleValue("metrics_scrapes_in_progress"));
    }

    // Servers may send their trace with each scrape.
    [Fact]
    public async Task The_trace_of_a_scrape_becomes_no_exemplar_and_a_scrape_no_series_of_the_HTTP_metrics()
    {
        var builder = TestApp.CreateBuilder(settings: [(Key, "true"), ("Prometheus:ExemplarsFromActivity", "true")]);
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.UseHttpMetrics();
            app.MapMetrics();
            app.MapGet("/traced", () => "");
        });
        var counter = app.Factory.CreateCounter("collections_total", "");
        app.Factory.CreateObservableGauge("counting", "", () =>
        {
            counter.Inc();
            return 1;
        });
        app.Client.DefaultRequestHeaders.Add("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        app.Client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", "application/openmetrics-text");

        for (var i = 0; i < 3; i++)
        {
            await app.Client.GetStringAsync("/metrics");
            await app.QuietAsync();
        }

        var body = await app.Client.GetStringAsync("/metrics");
        Assert.Contains("metrics_scrapes_total{status=\"200\"} 3\n", body, StringComparison.Ordinal);
        Assert.Contains("collections_total 4\n", body, StringComparison.Ordinal);
        Assert.DoesNotContain("trace_id", body, StringComparison.Ordinal);
        Assert.DoesNotContain("http_request_duration_seconds_count{", body, StringComparison.Ordinal);

        // The trace would become one.
        await app.Client.GetStringAsync("/traced");
        await app.QuietAsync();
        Assert.Contains("trace_id", await app.Client.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    private static double? Count(TestApp app, string status) =>
        app.Registry.FindSampleValue("metrics_scrapes_total", ("status", status));
}
