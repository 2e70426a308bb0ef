using Microsoft.Extensions.Logging;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Hosting;

/// <summary>The collectors of the service container. The container creates it after them, and so disposes it before them.</summary>
internal sealed partial class HostCollectors : IDisposable
{
    private readonly HostRegistry _registry;
    private readonly IEnumerable<ICollector> _collectors;
    private readonly ILogger _logger;
    private readonly List<SharedCollector> _shared = [];

    public HostCollectors(HostRegistry registry, IEnumerable<ICollector> collectors, ILogger<MetricRegistry> logger)
    {
        _registry = registry;
        _collectors = collectors;
        _logger = logger;
    }

    /// <exception cref="InvalidOperationException">A collector cannot be registered.</exception>
    public void Register()
    {
        foreach (var collector in _collectors)
        {
            if (_registry.Register(collector, Failed) is { } shared)
            {
                _shared.Add(shared);
                if (!shared.IsRegistered)
                {
                    LogWaiting(collector.GetType().Name);
                }
            }
        }
    }

    public void Dispose() => _shared.ForEach(collector => collector.Dispose());

    private void Failed(ICollector collector, Exception exception)
    {
        try
        {
            LogFailure(collector.GetType().Name, ForeignText.Escape(exception.Message, ForeignText.MaxReasonLength));
        }
        catch (Exception)
        {
            // Another host ends now, which must not fail because of the logger of this one.
        }
    }

    [LoggerMessage(20, LogLevel.Information,
        "The collector {Collector} of this host waits, because another host over the same registry has registered one of its type. It is " +
        "registered when that host ends.")]
    private partial void LogWaiting(string collector);

    [LoggerMessage(21, LogLevel.Warning,
        "The collector {Collector} has waited for the end of another host over the same registry, but cannot be registered, so its " +
        "metrics are missing. {Reason}")]
    private partial void LogFailure(string collector, string reason);
}
