using PrometheusMetrics.Collection;

namespace PushingApp;

/// <summary>Reports the work once more, by a collector of the application's own.</summary>
internal sealed class WorkCollector(Work work) : ICollector
{
    private static readonly MetricDescriptor Collected =
        new(MetricType.Counter, "work_collected_total", "Number of requests for work, as collected.");

    public IReadOnlyList<MetricDescriptor> Descriptors => [Collected];

    public void Collect(MetricVisitor visitor, in CollectionRequest request) => visitor.ReportCounter(Collected, work.Done);
}
