using System.Reflection;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Hosting;

namespace PrometheusMetrics.Tests.Hosting;

public class SourceLabelTests
{
    public static TheoryData<Type> Sources =>
    [
        .. new[] { typeof(MetricRegistry).Assembly, typeof(PrometheusMetricsOptions).Assembly }
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IMetricSource))),
    ];

    // The default of the interface, no labels, would let a Pushgateway overwrite those of the registry behind the source.
    [Theory]
    [MemberData(nameof(Sources))]
    public void Every_source_says_which_labels_its_series_have(Type source) => Assert.Equal(
        source, source.GetProperty(nameof(IMetricSource.Labels), BindingFlags.Public | BindingFlags.Instance)?.DeclaringType);
}
