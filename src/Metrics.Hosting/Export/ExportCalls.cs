using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Hosting;

/// <summary>Calls one exporter, one call at a time, on threads of the thread pool, and counts and logs the outcomes. No method throws what
/// the exporter throws.</summary>
#pragma warning disable CA1001 // A call may use the semaphore after the disposal of the export; it has no wait handle to free.
internal sealed class ExportCalls
#pragma warning restore CA1001
{
    private readonly IMetricExporter _exporter;
    private readonly ExportSchedule _schedule;
    private readonly ExportDiagnostics _diagnostics;
    private readonly IMetricSource _source;
    private readonly TimeProvider _timeProvider;
    private readonly ExportRecord _record;
    private readonly SemaphoreSlim _turn = new(1);

    // The last call of the exporter, which may still be running after its time limit.
    private Task<Exception?> _call = Task.FromResult<Exception?>(null);
    private volatile ExportAttempt? _attempt;
    private ExportAttempt? _called;
    private long _attempts;

    public ExportCalls(
        IMetricExporter exporter, ExportSchedule schedule, ExportDiagnostics diagnostics, IMetricSource source, TimeProvider timeProvider)
    {
        _exporter = exporter;
        _schedule = schedule;
        _diagnostics = diagnostics;
        _source = source;
        _timeProvider = timeProvider;
        _record = new ExportRecord(diagnostics, timeProvider);
        Uncertain = new UncertainExports(timeProvider);
    }

    public ExportStatus Status => _record.Status;

    /// <summary>The timestamp of the start of the last export that succeeded, or null.</summary>
    public long? LastSuccessStarted => _record.LastSuccessStarted;

    /// <summary>The last failure since the last success, or null.</summary>
    public ExportFailure? LastFailure => _record.LastFailure;

    /// <summary>The exports that were sent without an answer.</summary>
    public UncertainExports Uncertain { get; }

    /// <summary>The number of attempts that began.</summary>
    public long Attempts => Interlocked.Read(ref _attempts);

    /// <summary>Ends the log lines about single attempts: what follows is the end of the host, which is reported as a whole.</summary>
    public void BeginEnd() => _record.BeginEnd();

    /// <summary>Calls the exporter when the calls before have ended. A call that exceeded its time limit may still be running: every
    /// attempt that waits for it fails at its own time limit.</summary>
    /// <param name="isLast">Whether to call <see cref="IMetricExporter.ExportLastAsync"/>.</param>
    /// <param name="cancellationToken">The token that ends the wait for the calls before, and cancels the call.</param>
    /// <param name="begin">Called before the metrics are collected. If it returns false, the exporter is not called.</param>
    /// <returns>The failure, or null on success.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled before the attempt began.</exception>
    public async Task<ExportFailure?> RunAsync(bool isLast, CancellationToken cancellationToken, Func<bool>? begin = null)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (begin is not null && !begin())
            {
                return null;
            }

            Interlocked.Increment(ref _attempts);
            var attempt = new ExportAttempt(_source, _schedule.Current.Timeout, _timeProvider, isLast, cancellationToken);
            _attempt = attempt;
            var exception = await CallAsync(attempt).ConfigureAwait(false);
            return exception is null ? ReportSuccess(attempt) : ReportFailure(attempt, exception);
        }
        finally
        {
            _attempt = null;
            _turn.Release();
        }
    }

    /// <summary>Cancels the call in progress, if there is one, unless it is one at the end of the host.</summary>
    public void MakeRoom()
    {
        if (_attempt is { IsLast: false } attempt)
        {
            attempt.Cancel();
        }
    }

    /// <summary>Counts and cancels the call in progress, if there is one, because its result is no longer awaited.</summary>
    /// <returns>Whether there is one.</returns>
    public bool AbandonCurrent()
    {
        var attempt = _attempt;
        if (attempt?.TryCount() == true)
        {
            if (attempt.MayBeSent)
            {
                Uncertain.RecordUncertain();
            }

            _diagnostics.Count(ExportOutcome.Failure, attempt.Elapsed);
            attempt.Cancel();
        }

        return attempt is not null;
    }

    private async Task<Exception?> CallAsync(ExportAttempt attempt)
    {
        try
        {
            await _call.WaitAsync(attempt.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            attempt.Dispose();
            return exception;
        }

        _called = attempt;
        _call = Task.Run(() => attempt.RunAsync(_exporter), CancellationToken.None);
        try
        {
            // If the export is cancelled, the result of the exporter's call shows whether the metrics were sent.
            return await _call.WaitAsync(attempt.TimeoutToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception)
        {
            // Continue on another thread: the one that cancels still has to cancel the exporter, and what follows may take long.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            return exception;
        }
    }

    private ExportFailure? ReportSuccess(ExportAttempt attempt)
    {
        Uncertain.RecordSuccess(attempt.Started);
        if (attempt.TryCount())
        {
            _record.Succeed(attempt);
        }

        return null;
    }

    private ExportFailure ReportFailure(ExportAttempt attempt, Exception exception)
    {
        var hasTimedOut = exception is OperationCanceledException && attempt.TimeoutToken.IsCancellationRequested;

        // An attempt that waited for the call before fails for the reason of that call.
        var failure = new ExportFailure(
            exception, Classify(exception, attempt), hasTimedOut ? attempt.Timeout : null, _called is { IsCollecting: true });
        if (failure.IsUncertain)
        {
            Uncertain.RecordUncertain();
        }

        if (attempt.TryCount())
        {
            if (attempt is { IsLast: false, IsCancelledByCaller: true })
            {
                // It says nothing about the destination.
                _diagnostics.Count(ExportOutcome.Failure, attempt.Elapsed);
            }
            else
            {
                _record.Fail(attempt, failure);
            }
        }

        return failure;
    }

    private ExportFailureKind Classify(Exception exception, ExportAttempt attempt)
    {
        if (!attempt.MayBeSent)
        {
            return ExportFailureKind.Transient;
        }

        if (exception is CollectionFailedException)
        {
            return ExportFailureKind.Permanent;
        }

        try
        {
            return _exporter.Classify(exception);
        }
        catch (Exception)
        {
            return ExportFailureKind.Uncertain;
        }
    }
}
