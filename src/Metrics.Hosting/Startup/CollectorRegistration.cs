using Microsoft.Extensions.Hosting;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Hosting;

/// <summary>Registers the collectors of the service container, before other hosted services start. Not while the registry is created, so
/// that a collector may inject the factory.</summary>
internal sealed class CollectorRegistration : IHostedLifecycleService
{
    private readonly MetricRegistry _registry;
    private readonly IEnumerable<ICollector> _collectors;

    public CollectorRegistration(MetricRegistry registry, IEnumerable<ICollector> collectors)
    {
        _registry = registry;
        _collectors = collectors;
    }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (var collector in _collectors)
        {
            _registry.Register(collector);
        }

        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
