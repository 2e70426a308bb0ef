namespace PrometheusMetrics.Hosting;

/// <summary>The end of the exports of one exporter, which comes once: by a stop of the host, by its disposal, or by the exit of the
/// process.</summary>
internal sealed class ExportEnd : IDisposable
{
    private readonly ExportCalls _calls;
    private readonly ExportLoop _loop;
    private readonly ExportSchedule _schedule;
    private readonly ExportDiagnostics _diagnostics;
    private readonly TimeProvider _timeProvider;
    private readonly LastExport _lastExport;
    private readonly CancellationTokenSource _allStopped = new();
    private readonly CancellationToken _allStoppedToken;
    private readonly Lock _lock = new();
    private Task _whileStopping = Task.CompletedTask;
    private Task? _end;
    private long _attemptsBefore;
    private ExportFailure? _failureBefore;
    private bool _isDisposed;

    public ExportEnd(
        ExportCalls calls, ExportLoop loop, ExportSchedule schedule, ExportDiagnostics diagnostics, TimeProvider timeProvider)
    {
        _calls = calls;
        _loop = loop;
        _schedule = schedule;
        _diagnostics = diagnostics;
        _timeProvider = timeProvider;
        _lastExport = new LastExport(calls, timeProvider);
        _allStoppedToken = _allStopped.Token;
    }

    /// <summary>Exports while other services stop, at the moments of the clock, until <see cref="StoppedAsync"/> is called.</summary>
    public void Stopping(ShutdownClock clock, Action timeRunsOut)
    {
        (_attemptsBefore, _failureBefore) = (_calls.Attempts, _calls.LastFailure);
        if (_schedule.Current.ExportOnShutdown)
        {
            _calls.BeginEnd();
            _whileStopping = ExportWhileStoppingAsync(clock, timeRunsOut);
        }
    }

    /// <summary>Exports for the last time, within what is left of the shutdown time.</summary>
    public Task StoppedAsync(ShutdownClock clock, string? stillRunning, CancellationToken cancellationToken)
    {
        EndStopping();
        lock (_lock)
        {
            return _end ??= StopAsync(clock, stillRunning, cancellationToken);
        }
    }

    /// <summary>Exports once, without a stop of the host, if the host can.</summary>
    /// <param name="end">The ending.</param>
    /// <param name="hasStarted">Whether the host was started. Otherwise the export happens only if there was one on demand.</param>
    /// <param name="limit">The time limit.</param>
    public Task EndAsync(HostEnding end, bool hasStarted, TimeSpan limit)
    {
        EndStopping();
        lock (_lock)
        {
            return _end ??= Task.Run(() => EndOnceAsync(end, hasStarted, limit));
        }
    }

    public void Dispose()
    {
        EndStopping();
        lock (_lock)
        {
            _isDisposed = true;
            _allStopped.Dispose();
        }
    }

    /// <summary>Ends the exports while other services stop. A host may also be stopped, and the process may exit, after its
    /// disposal.</summary>
    private void EndStopping()
    {
        lock (_lock)
        {
            if (!_isDisposed)
            {
                // It continues no export on this thread: see ReachesAsync.
                _allStopped.Cancel();
            }
        }
    }

    private bool IsStopping() => !_allStoppedToken.IsCancellationRequested;

    private async Task ExportWhileStoppingAsync(ShutdownClock clock, Action timeRunsOut)
    {
        var makingRoom = MakeRoomAsync(_timeProvider.ReachesAsync(clock.MakeRoom, _allStoppedToken));
        var lastChance = _timeProvider.ReachesAsync(clock.LastChance, _allStoppedToken);
        var first = Task.CompletedTask;
        if (await _timeProvider.ReachesAsync(clock.QuickStopEnd, _allStoppedToken).ConfigureAwait(false))
        {
            first = _calls.RunAsync(isLast: false, CancellationToken.None, IsStopping);
        }

        if (await lastChance.ConfigureAwait(false))
        {
            timeRunsOut();

            // An ordinary export must not follow: the last one may have deleted what it would bring back.
            _loop.End();
            await _lastExport.RunAsync(() => clock.Left, _allStoppedToken, CancellationToken.None, IsStopping).ConfigureAwait(false);
        }

        await first.ConfigureAwait(false);
        await makingRoom.ConfigureAwait(false);
    }

    private async Task StopAsync(ShutdownClock clock, string? stillRunning, CancellationToken cancellationToken)
    {
        var stopped = _timeProvider.GetTimestamp();
        if (!_schedule.Current.ExportOnShutdown)
        {
            _calls.BeginEnd();
            _loop.Cancel();
            await _loop.Completion.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        _loop.End();
        try
        {
            // On another thread, and awaited only until the host stops waiting: an exporter may block and ignore its token.
            Report(HostEnding.Stop, await Task.Run(() => ExportLastAsync(clock, cancellationToken), CancellationToken.None)
                .WaitAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            Abandon(HostEnding.ShutdownTimeout, clock.Began, stopped, stillRunning);
        }
    }

    private async Task<ExportFailure?> ExportLastAsync(ShutdownClock clock, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var makingRoom = MakeRoomAsync(_timeProvider.ReachesAsync(clock.MakeRoom, ended.Token));
        await _whileStopping.ConfigureAwait(false);
        var failure = await _lastExport.RunAsync(() => clock.Left, cancellationToken, cancellationToken).ConfigureAwait(false);
        await ended.CancelAsync().ConfigureAwait(false);
        await makingRoom.ConfigureAwait(false);
        return failure;
    }

    private async Task EndOnceAsync(HostEnding end, bool hasStarted, TimeSpan limit)
    {
        var began = _timeProvider.GetTimestamp();
        (_attemptsBefore, _failureBefore) = (_calls.Attempts, _calls.LastFailure);
        if (!_schedule.Current.ExportOnShutdown || !(hasStarted || _attemptsBefore > 0))
        {
            _loop.Cancel();
            return;
        }

        _calls.BeginEnd();
        _loop.End();

        // By the system's clock, because the process waits.
        using var time = new CancellationTokenSource(limit);
        using var room = new CancellationTokenSource(limit / 2);
        using var makingRoom = room.Token.UnsafeRegister(static calls => ((ExportCalls)calls!).MakeRoom(), _calls);
        try
        {
            Report(end, await Task.Run(() => _lastExport.RunAsync(() => TimeSpan.Zero, time.Token, time.Token), CancellationToken.None)
                .WaitAsync(time.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            Abandon(end, began, began, stillRunning: null);
        }
    }

    /// <summary>Cancels a call that is in progress for too long, so that the last one has time.</summary>
    private async Task MakeRoomAsync(Task<bool> moment)
    {
        if (await moment.ConfigureAwait(false))
        {
            _calls.MakeRoom();
        }
    }

    private void Report(HostEnding end, ExportFailure? failure)
    {
        if (failure is not null)
        {
            ReportLoss(new ExportLoss(failure, end, StillRunning: null, _calls.Uncertain.IsPending));
        }
        else if (_calls.Uncertain.IsPending)
        {
            _diagnostics.FinalUncertain();
        }
        else
        {
            _diagnostics.FinalSucceeded();
        }
    }

    private void Abandon(HostEnding end, long began, long stopped, string? stillRunning)
    {
        var isTried = _calls.AbandonCurrent() || _calls.Attempts > _attemptsBefore;
        if (_calls.LastSuccessStarted > stopped)
        {
            Report(end, failure: null);
        }
        else if (_calls.LastSuccessStarted >= began)
        {
            _diagnostics.FinalOutdated(_timeProvider.GetElapsedTime(_calls.LastSuccessStarted.Value), stillRunning);
        }
        else
        {
            if (!isTried)
            {
                _diagnostics.Count(ExportOutcome.Failure, TimeSpan.Zero);
            }

            var failure = _calls.LastFailure;
            ReportLoss(new ExportLoss(failure, end, stillRunning, _calls.Uncertain.IsPending)
            {
                IsTimeoutTooShort = stillRunning is null
                    && failure is { Timeout: not null, IsCollecting: false }
                    && !ReferenceEquals(failure, _failureBefore),
            });
        }
    }

    private void ReportLoss(ExportLoss loss)
    {
        _diagnostics.Lost(loss);
        if (_schedule.Current.FailOnLostExport && Environment.ExitCode == 0)
        {
            Environment.ExitCode = 1;
        }
    }
}
