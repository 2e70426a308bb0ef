using PrometheusMetrics.Registry;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Registry;

public sealed class CollectorMetricsTests : EngineTest
{
    private readonly CollectorMetrics _metrics;

    public CollectorMetricsTests() => _metrics = new CollectorMetrics(
        Factory.CreateCounter("errors", "", "collector"), Factory.CreateGauge("durations", "", "collector"));

    [Fact]
    public void The_outcome_of_a_call_that_ends_after_its_collector_was_unregistered_leaves_no_series()
    {
        _metrics.Add("x");
        _metrics.Remove("x");

        _metrics.CountFailure("x");
        Assert.Empty(Scrape.Lines(Registry));
        _metrics.SetDuration("x", TimeSpan.FromSeconds(1));
        Assert.Empty(Scrape.Lines(Registry));
    }

    [Fact]
    public void A_collector_that_is_registered_again_has_series_again()
    {
        _metrics.Add("x");
        _metrics.Remove("x");
        _metrics.Add("x");

        _metrics.CountFailure("x");
        _metrics.SetDuration("x", TimeSpan.FromSeconds(1));

        Assert.Equal(["durations{collector=\"x\"} 1", "errors_total{collector=\"x\"} 1"], Scrape.Lines(Registry));
    }
}
