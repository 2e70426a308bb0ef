using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Hosting;

/// <summary>Runs the exports of one exporter, one after the other, on an interval and at shutdown. Failures are counted and logged, and
/// never thrown, because they must not affect the application.</summary>
internal sealed class PeriodicExport : IDisposable
{
    private readonly IMetricExporter _exporter;
    private readonly MetricExportOptions _options;
    private readonly ExportDiagnostics _diagnostics;
    private readonly IMetricSource _source;
    private readonly TimeProvider _timeProvider;
    private readonly CancellationTokenSource _stopping = new();

    // Kept, because CancellationTokenSource.Token throws after disposal, which may happen before the loop ends.
    private readonly CancellationToken _stoppingToken;
    private Task _loop = Task.CompletedTask;

    // The last call of the exporter, which may still be running after its time limit.
    private Task<Exception?> _call = Task.FromResult<Exception?>(null);
    private ExportAttempt? _lastAttempt;
    private bool _failing;
    private bool _shutdownTimeoutLogged;

    public PeriodicExport(
        IMetricExporter exporter,
        MetricExportOptions options,
        ExportDiagnostics diagnostics,
        IMetricSource source,
        TimeProvider timeProvider)
    {
        _exporter = exporter;
        _options = options;
        _diagnostics = diagnostics;
        _source = source;
        _timeProvider = timeProvider;
        _stoppingToken = _stopping.Token;
    }

    public void Start()
    {
        if (_options.Interval is { } interval)
        {
            _diagnostics.Started(interval);
            _loop = ExportRepeatedlyAsync(interval);
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        try
        {
            // On another thread, and awaited only until the host stops waiting: an exporter may block and ignore its token.
            await Task.Run(() => FinishAsync(cancellationToken), CancellationToken.None).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            ReportShutdownTimeout();
        }
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
    }

    private async Task FinishAsync(CancellationToken cancellationToken)
    {
        await _loop;
        if (!_options.ExportOnShutdown)
        {
            return;
        }

        if (cancellationToken.IsCancellationRequested)
        {
            ReportShutdownTimeout();
        }
        else
        {
            await TryExportAsync(isLast: true, cancellationToken);
        }
    }

    private async Task ExportRepeatedlyAsync(TimeSpan interval)
    {
        using var timer = new PeriodicTimer(interval, _timeProvider);
        try
        {
            while (await timer.WaitForNextTickAsync(_stoppingToken))
            {
                await TryExportAsync(isLast: false, _stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The host is stopping; the export at shutdown follows, if it is enabled.
        }
    }

    private async Task TryExportAsync(bool isLast, CancellationToken cancellationToken)
    {
        try
        {
            var attempt = new ExportAttempt(_source, _options.Timeout, _timeProvider, cancellationToken);
            switch (await CallAsync(attempt))
            {
                case null:
                    ReportSuccess();
                    break;
                case OperationCanceledException when cancellationToken.IsCancellationRequested:
                    ReportCancellation(isLast);
                    break;
                case not null when !isLast && _options.ExportOnShutdown && cancellationToken.IsCancellationRequested:
                    // An exporter may report its cancellation by another exception; the export at shutdown follows.
                    break;
                case var exception:
                    ReportFailure(exception, hasTimedOut: attempt.TimeoutToken.IsCancellationRequested, isLast);
                    break;
            }
        }
        catch (Exception)
        {
            // Only a logger can throw here. Its exception cannot be logged, and the next export must still run.
        }
    }

    /// <summary>Calls the exporter after the previous call has returned, and waits until the time limit. A call that never returns
    /// therefore blocks one thread only, and every attempt that waits for it fails at its time limit.</summary>
    private async Task<Exception?> CallAsync(ExportAttempt attempt)
    {
        try
        {
            await _call.WaitAsync(attempt.Token);
        }
        catch (OperationCanceledException exception)
        {
            attempt.Dispose();
            return exception;
        }

        _lastAttempt = attempt;
        _call = Task.Run(() => attempt.RunAsync(_exporter), CancellationToken.None);
        try
        {
            // If the host stops, the exporter is cancelled, and the result of its call shows whether the metrics were sent.
            return await _call.WaitAsync(attempt.TimeoutToken);
        }
        catch (OperationCanceledException exception)
        {
            // Continue on another thread: the one that cancels still has to cancel the exporter, and what follows may take long.
            await Task.Yield();
            return exception;
        }
    }

    private void ReportSuccess()
    {
        _diagnostics.CountSuccess();
        if (_failing)
        {
            _failing = false;
            _diagnostics.Recovered();
        }
    }

    private void ReportFailure(Exception exception, bool hasTimedOut, bool isLast)
    {
        _diagnostics.CountFailure();
        var wasFailing = _failing;
        _failing = true;
        if (wasFailing && !isLast)
        {
            return;
        }

        if (exception is OperationCanceledException && hasTimedOut)
        {
            _diagnostics.TimedOut(_options.Timeout, _lastAttempt is { IsCollecting: true });
        }
        else
        {
            _diagnostics.Failed(exception);
        }
    }

    private void ReportCancellation(bool isLast)
    {
        if (isLast)
        {
            ReportShutdownTimeout();
        }
        else if (!_options.ExportOnShutdown)
        {
            // The metrics of this export are lost only if no other export follows.
            _diagnostics.CountFailure();
            _diagnostics.Cancelled();
        }
    }

    private void ReportShutdownTimeout()
    {
        if (_options.ExportOnShutdown && !Interlocked.Exchange(ref _shutdownTimeoutLogged, true))
        {
            _diagnostics.CountFailure();
            _diagnostics.ShutdownTimedOut();
        }
    }
}
