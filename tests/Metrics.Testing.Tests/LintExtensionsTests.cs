using PrometheusMetrics.Collection;
using PrometheusMetrics.Linting;
using PrometheusMetrics.Testing;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Testing;

//
public class LintExtensionsTests : EngineTest
{
    [Fact]
    public void Any_source_is_checked()
    {
        Factory.CreateGauge("requestCount", "Requests.").Set(1);

        LintProblem[] expected = [new("requestCount", "metric names should be written in 'snake_case' not 'camelCase'")];
        Assert.Equal(expected, new OtherSource(Registry).Lint());
        Assert.Equal(expected, ((IMetricSource)Registry).Lint());
    }

    [Fact]
    public void A_registry_is_checked_whole_whatever_the_type_of_the_variable()
    {
        Registry.Register(new TestCollector(
            [new MetricDescriptor(MetricType.Gauge, "x", "")], _ => throw new InvalidOperationException()));

        Assert.Equal([new("x", "no help text")], ((IMetricSource)Registry).Lint());
        Assert.Empty(new OtherSource(Registry).Lint());
    }

    private sealed class OtherSource(IMetricSource inner) : IMetricSource
    {
        public IMetricReader Read(in CollectionRequest request = default) => inner.Read(request);
    }
}
