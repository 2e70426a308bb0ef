namespace PrometheusMetrics.Collection;

/// <summary>One collection in progress. It is read in small steps, so that an exporter can send what it has before it reads more, and a
/// slow receiver costs one buffer only. Dispose it when the collection has ended or is abandoned.</summary>
/// <threadsafety>Used by one thread at a time.</threadsafety>
public interface IMetricReader : IDisposable
{
    /// <summary>Reports the next part to <paramref name="visitor"/>: one series, some 16 kB of series to the writer of a built-in format,
    /// or the end of a family and the beginning of the next. Families are in ordinal order of their names, after the info
    /// <c>target</c>, or in the order of the request; series in the order in which they were added or reported.</summary>
    /// <param name="visitor">The visitor; the same one for all calls.</param>
    /// <returns>Whether there may be more; false when the last family has ended.</returns>
    bool Read(MetricVisitor visitor);
}
