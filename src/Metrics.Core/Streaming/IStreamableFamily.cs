using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Streaming;

/// <summary>A family that can be read series by series. Its samples are valid, by construction or because they were validated when they
/// were recorded.</summary>
internal interface IStreamableFamily
{
    MetricDescriptor Descriptor { get; }

    /// <summary>Gets whether the family is omitted, including its metadata, while it has no series.</summary>
    bool IsOmittedWhenEmpty => false;

    /// <summary>Gets whether every series has exactly the labels that the descriptor names.</summary>
    bool HasDescribedLabelsOnly => false;

    /// <summary>Returns a snapshot of the series: additions do not change a memory that was returned before, and a removal changes it at
    /// most in that a series which reports nothing takes the place of the removed one. Instruments are in the order of their
    /// creation.</summary>
    ReadOnlyMemory<Series> ReadSeries();

    /// <summary>Returns a snapshot of the series, with a cache of their labels.</summary>
    /// <param name="labels">The cache, in which each series has the index that it has in the snapshot, or null if the family is read only
    /// once or has so few series that a cache is of no use.</param>
    ReadOnlyMemory<Series> ReadSeries(out LabelBlocks? labels)
    {
        labels = null;
        return ReadSeries();
    }
}
