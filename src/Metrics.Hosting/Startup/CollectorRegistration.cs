using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace PrometheusMetrics.Hosting;

/// <summary>Registers the collectors of the service container, before other hosted services start. Not while the registry is created, so
/// that a collector may inject the factory.</summary>
internal sealed class CollectorRegistration : IHostedLifecycleService
{
    private readonly HostCollectors? _collectors;

    public CollectorRegistration(MetricsSwitch metricsSwitch, IServiceProvider provider) =>
        _collectors = metricsSwitch.IsOn ? provider.GetRequiredService<HostCollectors>() : null;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _collectors?.Register();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
