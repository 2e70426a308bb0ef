using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace PrometheusMetrics.Hosting;

/// <summary>Ends the exports when the host is disposed or the process exits without a stop of the host: each exports once, within a time
/// limit. After a stop it does nothing.</summary>
internal sealed class ExportDisposal : IDisposable, IAsyncDisposable
{
    // The process, or the caller of Dispose, waits for it.
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(5);

    private readonly ExportUse _use;
    private readonly TimeSpan _shutdownTimeout;
    private readonly Lock _lock = new();
    private PeriodicExport[] _exports = [];
    private bool _isHooked;

    public ExportDisposal(ExportUse use, IOptions<HostOptions> options)
    {
        _use = use;
        _shutdownTimeout = options.Value.ShutdownTimeout;
    }

    public void Add(PeriodicExport[] exports) => _exports = exports;

    /// <summary>Exports also when the process exits, until <see cref="Unhook"/> is called.</summary>
    public void Hook()
    {
        lock (_lock)
        {
            if (!_isHooked)
            {
                _isHooked = true;
                AppDomain.CurrentDomain.ProcessExit += EndWithProcess;
                AppDomain.CurrentDomain.UnhandledException += EndWithProcess;
            }
        }
    }

    public void Unhook()
    {
        lock (_lock)
        {
            if (_isHooked)
            {
                _isHooked = false;
                AppDomain.CurrentDomain.ProcessExit -= EndWithProcess;
                AppDomain.CurrentDomain.UnhandledException -= EndWithProcess;
            }
        }
    }

    // The thread pool's threads make the export, so no synchronization context of the caller can be in the way.
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    public async ValueTask DisposeAsync()
    {
        Unhook();
        _use.HasExported = _exports.Any(export => export.HasAttempted);
        await EndAsync(HostEnding.Disposal).ConfigureAwait(false);
        foreach (var export in _exports)
        {
            export.Dispose();
        }
    }

    private void EndWithProcess(object? sender, EventArgs arguments) => EndAsync(HostEnding.ProcessExit).Wait(MaxTime * 2);

    private Task EndAsync(HostEnding end) =>
        Task.WhenAll(_exports.Select(export => export.EndAsync(end, _use.HasStarted, GetLimit(export))));

    private TimeSpan GetLimit(PeriodicExport export)
    {
        TimeSpan[] limits = [MaxTime, export.Timeout, _shutdownTimeout];
        return limits.Where(limit => limit > TimeSpan.Zero).Min();
    }
}
