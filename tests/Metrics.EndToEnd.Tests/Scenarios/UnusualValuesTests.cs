using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>Negative and NaN sums, and NUL: a real Prometheus stores the whole page (D-9, R-110, R-178).</summary>
public sealed class UnusualValuesTests(UnusualValuesTests.Fixture fixture) : IClassFixture<UnusualValuesTests.Fixture>
{
    [Theory]
    [InlineData("change_celsius_count", 2)]
    [InlineData("change_celsius_sum", -1.5)]
    [InlineData("offset_meters_count", 1)]
    [InlineData("offset_meters_sum", 5)]
    [InlineData("drift_seconds_count", 1)]
    [InlineData("drift_seconds_sum", -3)]
    [InlineData("drift_seconds{quantile=\"0.5\"}", -3)]
    [InlineData("merged_count", 2)]
    [InlineData("merged_sum", double.NaN)]
    [InlineData("waiting_gcount", 2)]
    [InlineData("waiting_gsum", -7)]
    [InlineData("paths", 4)]
    [InlineData("metrics_observations_dropped_total", 1)]
    [InlineData("metrics_exemplars_dropped_total{family=\"orders_total\"}", 1)]
    public async Task Prometheus_stores(string series, double value)
    {
        var app = await fixture.App.GetAsync();

        Assert.Equal(value, (await app.Prometheus.SingleAsync(series)).Value);
    }

    [Fact]
    public async Task Prometheus_stores_the_exemplar_beside_the_one_with_NUL()
    {
        var app = await fixture.App.GetAsync();

        var exemplars = await app.Prometheus.ExemplarsAsync("{job=\"unusual\"}");

        Assert.Equal("18", Assert.Single(exemplars).Labels["order"]);
    }

    // The other pages of these tests are free of such sums, because this parser follows the specification, and Prometheus does not.
    [Fact]
    public async Task The_strict_parser_objects_to_such_sums()
    {
        var error = await OpenMetricsParser.CheckAsync(await (await fixture.App.GetAsync()).ReadOpenMetricsAsync());

        Assert.NotNull(error);
        Assert.Contains("Counter-like samples cannot be negative", error, StringComparison.Ordinal);
    }

    public sealed class Fixture : IAsyncDisposable
    {
        internal Shared<UnusualApp> App { get; } = new(UnusualApp.StartAsync);

        public ValueTask DisposeAsync() => App.DisposeAsync();
    }
}
