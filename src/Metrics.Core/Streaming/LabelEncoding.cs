using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Streaming;

/// <summary>How formats write the labels of a series. Formats that write them in the same way share one instance.</summary>
/// <threadsafety>Immutable, so every member may be used from any thread.</threadsafety>
internal abstract class LabelEncoding
{
    /// <summary>Returns an upper bound of the length in bytes, without reading the values.</summary>
    public abstract int GetMaxLength(LabelSet labels);

    /// <returns>The number of written bytes.</returns>
    public abstract int Write(LabelSet labels, Span<byte> destination);
}
