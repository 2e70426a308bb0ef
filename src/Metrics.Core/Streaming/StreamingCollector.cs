using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Streaming;

/// <summary>A collector of the library's own whose families stream: they stand among the registry's families from registration on, and their
/// values are read anew at the beginning of each collection.</summary>
/// <threadsafety>Every member may be used from any thread. Values are read by one collection at a time, so that they are stored in the order
/// of time and no counter goes backwards.</threadsafety>
internal abstract class StreamingCollector : ICollector
{
    private readonly Lock _gate = new();

    /// <summary>Gets the families, always the same ones. What they report is legal by construction.</summary>
    public abstract IReadOnlyList<IStreamableFamily> Families { get; }

    public IReadOnlyList<MetricDescriptor> Descriptors => [.. Families.Select(family => family.Descriptor)];

    /// <summary>Reads the values of all families anew.</summary>
    public void Refresh(in CollectionRequest request)
    {
        lock (_gate)
        {
            ReadValues(request);
        }
    }

    public void Collect(MetricVisitor visitor, in CollectionRequest request)
    {
        Refresh(request);
        foreach (var family in Families)
        {
            FamilyReport.Report(family, visitor);
        }
    }

    /// <summary>Stores the values as they are now in the families. If it throws, the collection leaves the families out.</summary>
    protected abstract void ReadValues(in CollectionRequest request);
}
