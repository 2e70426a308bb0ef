namespace PrometheusMetrics.Tests.Registry;

/// <summary>A listener that throws, for example a logger whose disk is full, does not fail the collection.</summary>
public class BrokenDiagnosticsTests
{
    [Fact]
    public void A_listener_that_throws_costs_no_collection()
    {
        var fails = true;
        using var registry = new MetricRegistry(new MetricRegistryOptions { Diagnostics = new Throws() });
        var factory = new MetricFactory(registry);
        factory.CreateGauge("other", "").Set(1);
        using var observable = factory.CreateObservableGauge("x", "", () => fails ? throw new InvalidOperationException() : 2);

        Assert.Null(registry.FindSampleValue("x"));
        Assert.Equal(1, registry.GetSampleValue("other"));

        fails = false;
        Assert.Equal(2, registry.GetSampleValue("x"));
        Assert.Equal(2, registry.GetSampleValue("metrics_collector_errors_total", ("collector", "x")));
    }

    private sealed class Throws : MetricDiagnostics
    {
        public override void CollectorFailed(string collector, Exception exception) => throw new IOException("The disk is full.");

        public override void CollectorRecovered(string collector) => throw new IOException("The disk is full.");

        public override void SeriesLimitReached(string family, int limit) => throw new IOException("The disk is full.");
    }
}
