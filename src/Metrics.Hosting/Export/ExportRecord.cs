namespace PrometheusMetrics.Hosting;

/// <summary>Counts the outcomes of the exports to one destination, and reports when failures begin and end.</summary>
internal sealed class ExportRecord(ExportDiagnostics diagnostics, TimeProvider timeProvider)
{
    private volatile ExportStatus _status = new(0, null, null);
    private volatile ExportFailure? _lastFailure;
    private long _lastSuccessStarted;
    private bool _hasSucceeded;
    private long _failing;
    private bool _failureLogged;
    private volatile bool _isEnding;

    public ExportStatus Status => _status;

    public ExportFailure? LastFailure => _lastFailure;

    public long? LastSuccessStarted => Volatile.Read(ref _hasSucceeded) ? Interlocked.Read(ref _lastSuccessStarted) : null;

    public void BeginEnd() => _isEnding = true;

    public void Succeed(ExportAttempt attempt)
    {
        Interlocked.Exchange(ref _lastSuccessStarted, attempt.Started);
        Volatile.Write(ref _hasSucceeded, true);
        _lastFailure = null;
        var failures = _status.ConsecutiveFailures;
        _status = new ExportStatus(0, timeProvider.GetUtcNow(), null);
        diagnostics.Count(ExportOutcome.Success, attempt.Elapsed);
        if (_failureLogged)
        {
            _failureLogged = false;
            diagnostics.Recovered(failures, timeProvider.GetElapsedTime(_failing));
        }
    }

    public void Fail(ExportAttempt attempt, ExportFailure failure)
    {
        if (_status.ConsecutiveFailures == 0)
        {
            _failing = timeProvider.GetTimestamp();
        }

        // A cancellation at the end of the host does not tell why the attempts before failed.
        if (_lastFailure is null || failure.Timeout is not null || failure.Exception is not OperationCanceledException)
        {
            _lastFailure = failure;
        }

        _status = new ExportStatus(_status.ConsecutiveFailures + 1, _status.LastSuccess, diagnostics.Describe(failure));
        diagnostics.Count(ExportOutcome.Failure, attempt.Elapsed);
        if (!_failureLogged && !_isEnding)
        {
            _failureLogged = true;
            diagnostics.Failed(failure);
        }
    }
}
