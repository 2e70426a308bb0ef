using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Streaming;

/// <summary>A family that can be reported series by series, without being recorded first, because what it reports is legal by construction.</summary>
internal interface IStreamableFamily
{
    MetricDescriptor Descriptor { get; }

    /// <summary>Gets whether nothing at all is reported of the family while it has no series, not even that it exists.</summary>
    bool IsOmittedWhenEmpty => false;

    /// <summary>The series in the order of their creation, as they are at this moment: what is added or removed later
    /// doesn't show in a memory that was handed out before.</summary>
    ReadOnlyMemory<Series> ReadSeries();
}
