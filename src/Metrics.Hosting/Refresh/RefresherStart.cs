using Microsoft.Extensions.Hosting;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Hosting;

/// <summary>Creates the refreshers with the host, so that mistakes are known before any service starts. The container disposes it before
/// them, so that none is called when it has been disposed.</summary>
internal sealed class RefresherStart : IHostedService, IDisposable
{
    private readonly MetricRefreshers _refreshers;

    /// <exception cref="InvalidOperationException">The metrics are read from a source that does not refresh them.</exception>
    public RefresherStart(
        IServiceProvider provider, MetricRefreshers refreshers, IEnumerable<RefresherRegistration> registrations, IMetricSource source)
    {
        _refreshers = refreshers;
        if (!refreshers.IsOn)
        {
            return;
        }

        if (!refreshers.HasSource)
        {
            throw new InvalidOperationException(
                $"AddRefresher has no effect, because the {nameof(IMetricSource)} of the service container is a " +
                $"{source.GetType().Name}, which was registered by the application. Register it before the first call of AddRefresher, " +
                "as an instance or by a function, or do not register it.");
        }

        foreach (var registration in registrations)
        {
            registration.Create?.Invoke(provider);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _refreshers.Stop();
}
