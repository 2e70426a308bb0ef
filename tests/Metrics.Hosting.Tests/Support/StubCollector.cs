using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Support;

/// <summary>Reports one gauge, and fails while it is set to fail.</summary>
internal class StubCollector(string name = "stub") : ICollector
{
    private readonly MetricDescriptor _descriptor = new(MetricType.Gauge, name, "A stub.");

    public Exception? Failure { get; set; }

    public IReadOnlyList<MetricDescriptor> Descriptors => [_descriptor];

    public virtual void Collect(MetricVisitor visitor, in CollectionRequest request)
    {
        visitor.BeginFamily(_descriptor);
        visitor.Gauge(LabelSet.Empty, new GaugeSample(1));
        if (Failure is not null)
        {
            throw Failure;
        }

        visitor.EndFamily();
    }
}
