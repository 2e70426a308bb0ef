using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Hosting;

/// <summary>A collector of a host over a registry that several hosts may use.</summary>
internal sealed class SharedCollector : IDisposable
{
    private Action<SharedCollector>? _unregister;

    public SharedCollector(
        ICollector collector, object host, Action<ICollector, Exception> failed, Action<SharedCollector> unregister)
    {
        Collector = collector;
        Host = host;
        Failed = failed;
        _unregister = unregister;
    }

    public ICollector Collector { get; }

    public object Host { get; }

    /// <summary>Called if the collector has waited and cannot be registered.</summary>
    public Action<ICollector, Exception> Failed { get; }

    /// <summary>Whether it is registered. If not, it waits for the end of another host. Guarded by the lock of the registry.</summary>
    public bool IsRegistered { get; set; }

    public void Dispose() => Interlocked.Exchange(ref _unregister, null)?.Invoke(this);
}
