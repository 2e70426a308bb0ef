using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Hosting;

/// <summary>The exports of one exporter: one after the other, on an interval and at shutdown. Whatever goes wrong is counted and logged,
/// and never thrown: it must not disturb the application.</summary>
internal sealed class PeriodicExport : IDisposable
{
    private readonly IMetricExporter _exporter;
    private readonly MetricExportOptions _options;
    private readonly ExportDiagnostics _diagnostics;
    private readonly IMetricSource _source;
    private readonly TimeProvider _timeProvider;
    private readonly CancellationTokenSource _stopping = new();

    // Can still be asked when its source is disposed, which may happen before the loop ends.
    private readonly CancellationToken _stoppingToken;
    private Task _loop = Task.CompletedTask;

    // The last call of the exporter, which may still be running although its time is over.
    private Task<Exception?> _call = Task.FromResult<Exception?>(null);
    private ExportAttempt? _caller;
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
            // Away from here, and waited for no longer than the host waits: an exporter may block, whatever it is asked to do.
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
            // The host stops; the export at shutdown, if there is one, has the last word.
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
                    // An exporter may say in its own way that it was cancelled; the export at shutdown has the last word.
                    break;
                case var exception:
                    ReportFailure(exception, hasTimedOut: attempt.TimeoutToken.IsCancellationRequested, isLast);
                    break;
            }
        }
        catch (Exception)
        {
            // Only a logger can have thrown; there is nothing left that could report it, and the next export must come all the same.
        }
    }

    /// <summary>Calls the exporter once the call before has returned, and waits no longer than the time limit. A call that does not return
    /// therefore costs one thread, and every attempt that waits for it in vain has failed.</summary>
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

        _caller = attempt;
        _call = Task.Run(() => attempt.RunAsync(_exporter), CancellationToken.None);
        try
        {
            // If the host stops, the exporter is asked to end, and its answer tells whether the metrics have arrived.
            return await _call.WaitAsync(attempt.TimeoutToken);
        }
        catch (OperationCanceledException exception)
        {
            // Away from the thread that cancels: it has the exporter to tell yet, and what goes on from here may take long.
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
            _diagnostics.TimedOut(_options.Timeout, _caller is { IsCollecting: true });
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
            // What this export would have sent is lost only if no other one follows.
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
