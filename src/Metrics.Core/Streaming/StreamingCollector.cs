using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Streaming;

/// <summary>A built-in collector whose families are streamed, not recorded: a registry sorts them among its families once, and reads their
/// values at the start of each collection.</summary>
/// <threadsafety>Every member may be used from any thread. Values are read by one collection at a time, so that they are stored in the
/// order of time and no counter decreases.</threadsafety>
internal abstract class StreamingCollector : ICollector
{
    private readonly Lock _gate = new();

    /// <summary>Gets the families, always the same ones. Their samples are valid by construction.</summary>
    public abstract IReadOnlyList<IStreamableFamily> Families { get; }

    /// <summary>Gets whether other libraries have metrics with the names of the families, which show the same.</summary>
    public virtual bool IsStandard => true;

    public IReadOnlyList<MetricDescriptor> Descriptors => [.. Families.Select(family => family.Descriptor)];

    /// <summary>Reads the current values of all families.</summary>
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

    /// <summary>Reads the current values and stores them in the families. If it throws, the collection omits the families.</summary>
    protected abstract void ReadValues(in CollectionRequest request);
}
