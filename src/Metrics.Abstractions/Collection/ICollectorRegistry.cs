namespace PrometheusMetrics.Collection;

/// <summary>Registers collectors: the write side of a registry. <see cref="IMetricSource"/> is its read side.</summary>
/// <threadsafety>Every member may be called from any thread at any time.</threadsafety>
public interface ICollectorRegistry
{
    /// <summary>Registers a collector.</summary>
    /// <param name="collector">The collector; it may be registered in other registries too.</param>
    /// <exception cref="ArgumentException">The descriptors of the collector are null or contain null.</exception>
    /// <exception cref="InvalidOperationException">The collector is already registered here, or one of its names belongs to another family.
    /// Nothing is changed.</exception>
    /// <exception cref="ObjectDisposedException">The registry is disposed.</exception>
    void Register(ICollector collector);

    /// <summary>Unregisters a collector. A collection in progress may still expose what it has reported, but the result of a call in
    /// progress is discarded.</summary>
    /// <param name="collector">The collector.</param>
    /// <returns>Whether the collector was registered here.</returns>
    bool Unregister(ICollector collector);
}
