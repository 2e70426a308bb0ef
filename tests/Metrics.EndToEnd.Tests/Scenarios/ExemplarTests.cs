using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>From a traced request to the exemplar that a real Prometheus keeps (R-175, R-176, R-182).</summary>
public sealed class ExemplarTests : IClassFixture<ExemplarTests.Fixture>
{
    private readonly Shared<TracedApp> _app;

    public ExemplarTests(Fixture fixture) => _app = fixture.App;

    [Fact]
    public async Task Prometheus_keeps_the_trace_of_a_recorded_request_and_of_no_other()
    {
        var app = await _app.GetAsync();

        var exemplar = Assert.Single(await StoredAsync("http_request_duration_seconds_bucket"));

        Assert.Equal(TracedApp.RecordedTrace, exemplar.Labels["trace_id"]);
        Assert.Equal(16, exemplar.Labels["span_id"].Length);
        Assert.Equal(("200", "/orders/{id}"), (exemplar.SeriesLabels["status"], exemplar.SeriesLabels["route"]));
        Assert.InRange(exemplar.Timestamp, app.Start.ToUnixTimeSeconds(), app.Start.AddMinutes(10).ToUnixTimeSeconds());
    }

    [Fact]
    public async Task Prometheus_keeps_what_was_given_by_hand()
    {
        var exemplar = Assert.Single(await StoredAsync("orders_viewed_total"));

        // No quote, backslash or line feed: Prometheus 2.42 keeps escapes in exemplars as they are written.
        Assert.Equal("Größe M 😱", exemplar.Labels["order"]);
        Assert.Equal(2.5, exemplar.Value);
    }

    [Fact]
    public async Task The_strict_parser_accepts_the_page()
    {
        var page = await (await _app.GetAsync()).ReadOpenMetricsAsync();

        Assert.Contains($"# {{trace_id=\"{TracedApp.RecordedTrace}\",span_id=\"", page, StringComparison.Ordinal);
        Assert.DoesNotContain(TracedApp.UnrecordedTrace, page, StringComparison.Ordinal);
        Assert.Null(await OpenMetricsParser.CheckAsync(page));
    }

    private async Task<IReadOnlyList<StoredExemplar>> StoredAsync(string metric) =>
        await (await _app.GetAsync()).Prometheus.ExemplarsAsync(metric);

    public sealed class Fixture : IAsyncDisposable
    {
        internal Shared<TracedApp> App { get; } = new(TracedApp.StartAsync);

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }
}
