using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Support;

/// <summary>A collector that runs an action of a test.</summary>
internal sealed class TestCollector : ICollector
{
    private readonly Action<MetricVisitor, CancellationToken> _collect;

    public TestCollector(IReadOnlyList<MetricDescriptor> descriptors, Action<MetricVisitor>? collect = null)
        : this(descriptors, (visitor, _) => collect?.Invoke(visitor))
    {
    }

    public TestCollector(IReadOnlyList<MetricDescriptor> descriptors, Action<MetricVisitor, CancellationToken> collect) =>
        (Descriptors, _collect) = (descriptors, collect);

    public IReadOnlyList<MetricDescriptor> Descriptors { get; }

    public bool HasIndependentFamilies { get; init; }

    /// <summary>Reports one gauge without labels.</summary>
    public static TestCollector OfGauge(string name, double value = 1)
    {
        var family = new MetricDescriptor(MetricType.Gauge, name, "");
        return new TestCollector([family], visitor => Report(visitor, family, value));
    }

    /// <summary>Reports gauges without labels, undeclared.</summary>
    public static TestCollector Unchecked(params MetricDescriptor[] families) => new([], visitor =>
    {
        foreach (var family in families)
        {
            Report(visitor, family, value: 1);
        }
    });

    public void Collect(MetricVisitor visitor, in CollectionRequest request) => _collect(visitor, request.CancellationToken);

    private static void Report(MetricVisitor visitor, MetricDescriptor family, double value)
    {
        visitor.BeginFamily(family);
        visitor.Gauge(LabelSet.Empty, new GaugeSample(value));
        visitor.EndFamily();
    }
}
