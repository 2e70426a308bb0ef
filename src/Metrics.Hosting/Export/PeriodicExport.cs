using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Hosting;

/// <summary>The exports of one exporter: at start, on an interval, on demand and at the end of the host, one at a time. Failures are
/// counted and logged. They must not affect the application, so only a caller on demand gets their exceptions.</summary>
internal sealed class PeriodicExport : IDisposable
{
    private readonly ExportSchedule _schedule;
    private readonly ExportCalls _calls;
    private readonly ExportLoop _loop;
    private readonly ExportsOnDemand _onDemand;
    private readonly ExportEnd _end;
    private volatile bool _isDisposed;

    public PeriodicExport(
        string name,
        IMetricExporter exporter,
        ExportSchedule schedule,
        ExportDiagnostics diagnostics,
        IMetricSource source,
        TimeProvider timeProvider)
    {
        Name = name;
        _schedule = schedule;
        var guarded = new GuardedDiagnostics(diagnostics);
        _calls = new ExportCalls(exporter, schedule, guarded, source, timeProvider);
        _loop = new ExportLoop(schedule, _calls, guarded, timeProvider);
        _onDemand = new ExportsOnDemand(_calls, guarded);
        _end = new ExportEnd(_calls, _loop, schedule, guarded, timeProvider);
    }

    /// <summary>The name of the exporter.</summary>
    public string Name { get; }

    /// <summary>The state of the exports. It may be read on any thread.</summary>
    public ExportStatus Status => _calls.Status;

    /// <summary>Whether there was an export yet, successful or not.</summary>
    public bool HasAttempted => _calls.Attempts > 0;

    /// <summary>Whether it exports at the end of the host.</summary>
    public bool EndsWithExport => _schedule.Current.ExportOnShutdown;

    /// <summary>The maximum duration of an export.</summary>
    public TimeSpan Timeout => _schedule.Current.Timeout;

    /// <summary>Begins the exports on the schedule.</summary>
    public void Start() => _loop.Start();

    /// <summary>Exports once, after the call in progress has ended. It works at any time before the disposal, also if the host was not
    /// started. Several callers that wait for the call in progress share one export.</summary>
    /// <param name="cancellationToken">The token that ends the wait. If no other caller shares the export, it cancels the export
    /// too.</param>
    /// <exception cref="TimeoutException">The export took longer than its time limit.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The host is disposed.</exception>
    /// <exception cref="Exception">The exception of the exporter.</exception>
    public Task ExportNowAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _onDemand.ExportAsync(cancellationToken);
    }

    /// <summary>Begins the exports while the host stops.</summary>
    /// <param name="clock">The shutdown time.</param>
    /// <param name="timeRunsOut">Called before the export when little time is left.</param>
    public void Stopping(ShutdownClock clock, Action timeRunsOut) => _end.Stopping(clock, timeRunsOut);

    /// <summary>Exports for the last time, after all services of the host have stopped.</summary>
    /// <param name="clock">The shutdown time.</param>
    /// <param name="stillRunning">The services that used the time up, safe for logs, or null.</param>
    /// <param name="cancellationToken">The token that is cancelled when the shutdown time is over.</param>
    public Task StoppedAsync(ShutdownClock clock, string? stillRunning, CancellationToken cancellationToken) =>
        _end.StoppedAsync(clock, stillRunning, cancellationToken);

    /// <summary>Exports once within a time limit, if the host ends without a stop and had been started, or had exported on
    /// demand.</summary>
    public Task EndAsync(HostEnding end, bool hasStarted, TimeSpan limit) => _end.EndAsync(end, hasStarted, limit);

    public void Dispose()
    {
        _isDisposed = true;
        _loop.Dispose();
        _end.Dispose();
    }
}
