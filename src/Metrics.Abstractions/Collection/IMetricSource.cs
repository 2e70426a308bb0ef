namespace PrometheusMetrics.Collection;

/// <summary>The read side of a registry, for exporters.</summary>
/// <threadsafety>Every member may be called from any thread at any time. Readers do not block each other or the code that
/// measures.</threadsafety>
public interface IMetricSource
{
    /// <summary>Begins a collection. Collectors are called now; the series of instruments are read when the reader reaches them.</summary>
    /// <param name="request">The wanted families, the deadline and the cancellation token; by default all families, without a
    /// deadline.</param>
    /// <exception cref="CollectionFailedException">A collector failed and <c>FailOnCollectorError</c> is set.</exception>
    /// <exception cref="OperationCanceledException">The token of the request was cancelled before all collectors had returned.</exception>
    IMetricReader Read(in CollectionRequest request = default);
}
