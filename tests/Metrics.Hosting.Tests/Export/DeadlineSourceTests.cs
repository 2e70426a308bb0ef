using PrometheusMetrics.Collection;
using PrometheusMetrics.Hosting;

namespace PrometheusMetrics.Tests.Hosting.Export;

public class DeadlineSourceTests
{
    // An exporter chooses its format by it.
    [Theory]
    [InlineData(NameValidation.Legacy)]
    [InlineData(NameValidation.Utf8)]
    public void Its_names_are_those_of_the_source(NameValidation validation)
    {
        using var registry = new MetricRegistry(new MetricRegistryOptions { NameValidation = validation });
        IMetricSource source = new DeadlineSource(registry, DateTimeOffset.UnixEpoch, CancellationToken.None);

        Assert.Equal(validation, source.NameValidation);
    }
}
