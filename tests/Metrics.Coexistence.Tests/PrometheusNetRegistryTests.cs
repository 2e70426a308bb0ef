using Prometheus;
using PrometheusMetrics;
using PrometheusMetrics.PrometheusNet;
using PrometheusMetrics.Testing;

namespace Shop;

/// <summary>A file that uses the names of both libraries.</summary>
public class PrometheusNetRegistryTests
{
    [Fact]
    public void A_file_with_the_namespaces_of_both_libraries_registers_the_collector()
    {
        var theirs = Metrics.NewCustomRegistry();
        Metrics.WithCustomRegistry(theirs).CreateCounter("parcels_packed", "Parcels packed.").Inc();
        using var registry = new MetricRegistry();

        registry.Register(new PrometheusNetCollector(theirs));

        Assert.Equal(1, registry.GetSampleValue("parcels_packed"));
    }
}
