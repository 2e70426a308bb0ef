namespace PrometheusMetrics.Collection;

/// <summary>Registers collectors: the write side of a registry. <see cref="IMetricSource"/> is its read side.</summary>
/// <threadsafety>Every member may be called from any thread at any time.</threadsafety>
public interface ICollectorRegistry
{
    /// <summary>Registers a collector.</summary>
    /// <param name="collector">The collector; it may be registered in other registries too.</param>
    /// <exception cref="ArgumentException">Its descriptors are null, or one of them is.</exception>
    /// <exception cref="InvalidOperationException">It is registered here already, or one of its names belongs to another family. Nothing is changed.</exception>
    /// <exception cref="ObjectDisposedException">The registry is disposed.</exception>
    void Register(ICollector collector);

    /// <summary>Unregisters a collector. A collection that is under way may still show it.</summary>
    /// <param name="collector">The collector.</param>
    /// <returns>true if it was registered here.</returns>
    bool Unregister(ICollector collector);
}
