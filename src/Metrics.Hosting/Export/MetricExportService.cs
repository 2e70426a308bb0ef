using Microsoft.Extensions.Hosting;

namespace PrometheusMetrics.Hosting;

/// <summary>Runs the exporters of the host in parallel: on their intervals, and once more after every other service has stopped. One
/// service runs all exporters, because the host may stop services one after the other.</summary>
internal sealed class MetricExportService : IHostedLifecycleService, IDisposable
{
    private readonly PeriodicExport[] _exports;

    public MetricExportService(IEnumerable<ExporterRegistration> registrations, IServiceProvider provider) =>
        _exports = [.. registrations.Select(registration => registration.Create(provider)).OfType<PeriodicExport>()];

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        foreach (var export in _exports)
        {
            export.Start();
        }

        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs the exports at shutdown. Every hosted service has stopped, so the last request and the last job are
    /// included.</summary>
    public Task StoppedAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(_exports.Select(export => export.StopAsync(cancellationToken)));

    public void Dispose()
    {
        foreach (var export in _exports)
        {
            export.Dispose();
        }
    }
}
