namespace PrometheusMetrics.Collection;

/// <summary>One collection that is under way. It goes on in small steps, so that an exporter can send what it has before it asks for more, and a
/// slow receiver costs a buffer and nothing else.</summary>
/// <threadsafety>Used by one thread at a time. Dispose it when the collection is over or given up.</threadsafety>
public interface IMetricReader : IDisposable
{
    /// <summary>Reports the next piece to <paramref name="visitor"/>: at most one series, with the begin or end of its family where it stands there.
    /// Families come ordinal by name, series in the order of their creation.</summary>
    /// <param name="visitor">The same visitor from the first call to the last.</param>
    /// <returns>Whether there may be more; false when the last family has ended.</returns>
    bool Read(MetricVisitor visitor);
}
