namespace PrometheusMetrics.Collection;

/// <summary>The read side of a registry: what an exporter needs.</summary>
/// <threadsafety>Several readers may be at work at once; they don't disturb each other or those who measure.</threadsafety>
public interface IMetricSource
{
    /// <summary>Begins a collection: custom collectors are called here, the engine's own series are read as the reader goes on.</summary>
    /// <param name="request">The wanted families, the deadline and the cancellation token; by default everything, without a limit.</param>
    /// <exception cref="CollectionFailedException">A collector failed, and the source is set up to give nothing rather than leave something out.</exception>
    /// <exception cref="OperationCanceledException">The token of the request was cancelled.</exception>
    IMetricReader Read(in CollectionRequest request = default);
}
