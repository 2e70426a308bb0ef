using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace PrometheusMetrics.Hosting;

/// <summary>Runs the exporters of the host in parallel: on their schedules, while the host stops, and once more after every other service
/// has stopped. One service runs all exporters, because the host may stop services one after the other.</summary>
internal sealed class MetricExportService : IHostedLifecycleService, IDisposable
{
    private readonly IReadOnlyList<PeriodicExport> _exports;
    private readonly ExportDisposal _disposal;
    private readonly ExportUse _use;
    private readonly ShutdownClock _clock;
    private readonly IServiceProvider _provider;
    private readonly CancellationTokenRegistration _stopping;
    private CancellationTokenRegistration _timeIsOver;
    private RunningServices? _services;
    private bool _isStopping;

    public MetricExportService(MetricExports exports, IServiceProvider provider)
    {
        _exports = exports.All;
        _disposal = provider.GetRequiredService<ExportDisposal>();
        _use = provider.GetRequiredService<ExportUse>();
        _clock = new ShutdownClock(
            provider.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout, provider.GetRequiredService<TimeProvider>());
        _provider = provider;
        _stopping = provider.GetService<IHostApplicationLifetime>()?.ApplicationStopping.UnsafeRegister(
            static clock => ((ShutdownClock)clock!).Begin(), _clock) ?? default;
    }

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _use.HasStarted = true;
        _disposal.Hook();
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        foreach (var export in _exports)
        {
            export.Start();
        }

        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _clock.Begin();

        // A host whose application asks it to stop, and that is awaited, may be stopped twice at the same time.
        if (!Interlocked.Exchange(ref _isStopping, true) && _exports.Any(export => export.EndsWithExport))
        {
            var services = new RunningServices(_provider);
            _services = services;

            // A host may be stopped with less time than its options say.
            _timeIsOver = cancellationToken.UnsafeRegister(static services => ((RunningServices)services!).Look(), services);
            foreach (var export in _exports)
            {
                export.Stopping(_clock, services.Look);
            }
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _services?.OwnStopped();
        return Task.CompletedTask;
    }

    /// <summary>Runs the exports at shutdown. Every hosted service has stopped, or was given up by the host.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await Task.WhenAll(_exports.Select(export => export.StoppedAsync(_clock, _services?.Description, cancellationToken)))
            .ConfigureAwait(false);
        await _timeIsOver.DisposeAsync().ConfigureAwait(false);
        _services?.Dispose();
        _disposal.Unhook();
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _services?.Dispose();
    }
}
