using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>The web API sample, a real process, scraped by a real Prometheus in both formats .</summary>
public sealed class ScrapeTests(ScrapedSampleFixture fixture) : IClassFixture<ScrapedSampleFixture>
{
    public static TheoryData<string> Jobs => [ScrapedSample.OpenMetricsJob, ScrapedSample.TextJob];

    [Theory]
    [MemberData(nameof(Jobs))]
    public async Task Prometheus_stores_the_orders_that_were_placed(string job)
    {
        Assert.Equal(3, await ValueAsync(job, """orders_placed_total{channel="Web"}"""));
        Assert.Equal(2, await ValueAsync(job, """orders_placed_total{channel="App"}"""));
        Assert.Equal(5, await ValueAsync(job, "order_value_euros_count"));
        Assert.Equal(ScrapedSample.WebOrders.Sum() + ScrapedSample.AppOrders.Sum(), await ValueAsync(job, "order_value_euros_sum"));
    }

    [Theory]
    [InlineData(ScrapedSample.OpenMetricsJob, "10.0", "50.0", "1000.0")]
    [InlineData(ScrapedSample.TextJob, "10", "50", "1000")]
    public async Task Prometheus_stores_cumulative_buckets_under_the_bounds_of_the_format(
        string job, string ten, string fifty, string thousand)
    {
        Assert.Equal(2, await ValueAsync(job, $$"""order_value_euros_bucket{le="{{ten}}"}"""));
        Assert.Equal(3, await ValueAsync(job, $$"""order_value_euros_bucket{le="{{fifty}}"}"""));
        Assert.Equal(4, await ValueAsync(job, $$"""order_value_euros_bucket{le="{{thousand}}"}"""));
        Assert.Equal(5, await ValueAsync(job, """order_value_euros_bucket{le="+Inf"}"""));
    }

    [Theory]
    [MemberData(nameof(Jobs))]
    public async Task Prometheus_stores_requests_by_method_status_and_route(string job)
    {
        Assert.Equal(5, await RequestsAsync(job, "POST", 201, "/api/orders"));
        Assert.Equal(1, await RequestsAsync(job, "POST", 400, "/api/orders"));
        Assert.Equal(2, await RequestsAsync(job, "GET", 200, "/api/orders/{id}"));
        Assert.Equal(1, await RequestsAsync(job, "GET", 404, "/api/orders/{id}"));
        Assert.Equal(1, await RequestsAsync(job, "GET", 404, ""));
    }

    [Theory]
    [MemberData(nameof(Jobs))]
    public async Task The_scrape_does_not_measure_itself(string job)
    {
        var sample = await fixture.GetAsync();
        Assert.Empty(await sample.Prometheus.QueryAsync($$"""http_request_duration_seconds_count{job="{{job}}",route="/metrics"}"""));
        Assert.Equal(
            0,
            await ValueAsync(
                job,
                """sum by (job) (http_requests_in_progress{METHOD})""".Replace("METHOD", """method="GET" """, StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(Jobs))]
    public async Task Prometheus_stores_the_custom_collector_the_observable_gauge_and_the_standard_metrics(string job)
    {
        Assert.True(await ValueAsync(job, """sample_network_receive_bytes_total{device="lo"}""") > 0);
        Assert.True(await ValueAsync(job, """sample_network_transmit_bytes_total{device="lo"}""") > 0);
        Assert.InRange(await ValueAsync(job, "order_queue_length"), 0, 5);
        Assert.True(await ValueAsync(job, "process_resident_memory_bytes") > 1_000_000);
        Assert.True(await ValueAsync(job, "process_cpu_seconds_total") > 0);
        Assert.InRange(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - await ValueAsync(job, "process_start_time_seconds"), 0, 600);
        Assert.Equal(1, await ValueAsync(job, "dotnet_info"));
    }

    [Theory]
    [InlineData(ScrapedSample.OpenMetricsJob, "orders_placed")]
    [InlineData(ScrapedSample.TextJob, "orders_placed_total")]
    public async Task Prometheus_stores_type_and_help(string job, string family)
    {
        var sample = await fixture.GetAsync();
        var metadata = (await sample.Prometheus.FamiliesAsync(job))[family];
        Assert.Equal("counter", metadata.Type);
        Assert.Equal("Orders placed.", metadata.Help);
    }

    [Fact]
    public async Task The_unit_reaches_Prometheus_in_OpenMetrics()
    {
        var sample = await fixture.GetAsync();
        var metadata = (await sample.Prometheus.FamiliesAsync(ScrapedSample.OpenMetricsJob))["process_cpu_seconds"];
        Assert.Equal("seconds", metadata.Unit);
    }

    [Fact]
    public async Task Prometheus_requests_OpenMetrics_and_the_second_job_got_text()
    {
        var sample = await fixture.GetAsync();
        Assert.All(sample.Proxy.ContentTypes, contentType => Assert.Equal("text/plain; version=0.0.4; charset=utf-8", contentType));
        Assert.NotEmpty(sample.Proxy.ContentTypes);
        await sample.Prometheus.SingleAsync("""order_value_euros_bucket{le="10.0"}""", ScrapedSample.OpenMetricsJob);
    }

    // The linter reserves the suffix for histograms and summaries, but these names come from the meter System.Runtime by OpenTelemetry's
    // rules, and dashboards query them.
    [Fact]
    public async Task Promtool_finds_nothing_in_the_text_body_but_the_names_that_the_runtimes_own_meter_gives()
    {
        string[] names = ["dotnet_assembly_count", "dotnet_process_cpu_count", "dotnet_thread_pool_thread_count", "dotnet_timer_count"];
        var (contentType, body) = await (await fixture.GetAsync()).ReadMetricsAsync("text/plain");
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", contentType);
        var result = await Promtool.CheckMetricsAsync(body);
        Assert.Equal(
            names.Select(name => $"{name} non-histogram and non-summary metrics should not have \"_count\" suffix"),
            result.Output
                .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_strict_parser_accepts_the_OpenMetrics_body()
    {
        var (contentType, body) = await (await fixture.GetAsync()).ReadMetricsAsync(ScrapedSample.OpenMetrics);
        Assert.Equal("application/openmetrics-text; version=1.0.0; charset=utf-8; escaping=underscores", contentType);
        Assert.Null(await OpenMetricsParser.CheckAsync(body));
    }

    private async Task<double> ValueAsync(string job, string series)
    {
        var sample = await fixture.GetAsync();
        return (await sample.Prometheus.SingleAsync(series, job)).Value;
    }

    private Task<double> RequestsAsync(string job, string method, int status, string route) =>
        ValueAsync(job, $$"""http_request_duration_seconds_count{method="{{method}}",status="{{status}}",route="{{route}}"}""");
}
