using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

/// <summary>The registration of a collector in one registry, with the outcome of its last collection.</summary>
internal sealed class Registration
{
    private int _failing;

    public Registration(ICollector collector, MetricDescriptor[] descriptors)
    {
        Collector = collector;
        Descriptors = descriptors;
        Name = (collector as INamedCollector)?.Name ?? collector.GetType().Name;
    }

    public ICollector Collector { get; }

    /// <summary>The descriptors at the time of registration; empty for an unchecked collector.</summary>
    public MetricDescriptor[] Descriptors { get; }

    public bool IsUnchecked => Descriptors.Length == 0;

    public string Name { get; }

    /// <summary>Records the outcome of a collection.</summary>
    /// <returns>Whether it differs from the previous one.</returns>
    public bool TrySetFailing(bool failing) => Interlocked.Exchange(ref _failing, failing ? 1 : 0) != (failing ? 1 : 0);

    /// <summary>Gets whether the collector may report a requested family; an unchecked collector always may.</summary>
    public bool MayReport(in CollectionRequest request)
    {
        if (request.Names is null || IsUnchecked)
        {
            return true;
        }

        foreach (var descriptor in Descriptors)
        {
            if (request.Wants(descriptor))
            {
                return true;
            }
        }

        return false;
    }

    public bool Declares(MetricDescriptor descriptor)
    {
        foreach (var declared in Descriptors)
        {
            if (ReferenceEquals(declared, descriptor)
                || (declared.Name == descriptor.Name && declared.Type == descriptor.Type && declared.Unit == descriptor.Unit))
            {
                return true;
            }
        }

        return false;
    }
}
