namespace PrometheusMetrics.Registry;

/// <summary>The side of the reader, which waits for the calls.</summary>
internal sealed partial class CollectorRun
{
    /// <summary>Waits until all calls have ended or the deadline has passed.</summary>
    /// <exception cref="OperationCanceledException">The reader's token was cancelled.</exception>
    public void Wait()
    {
        try
        {
            _end.Task.Wait(_readerToken);
        }
        catch (OperationCanceledException)
        {
            Abandon();
            throw;
        }
    }

    /// <summary>Waits, without a thread, until all calls have ended or the deadline has passed.</summary>
    /// <returns>False if the reader's token was cancelled. That is no exception: clients of a server may disconnect at any time.</returns>
    public async Task<bool> TryWaitAsync()
    {
        await _end.Task.WaitAsync(_readerToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (HasEnded)
        {
            return true;
        }

        Abandon();
        return false;
    }

    /// <summary>Gets the reports after the wait, in the order of the registrations. A collector that was unregistered has none.</summary>
    public IEnumerable<(Registration Registration, CollectorReport Report)> GetReports()
    {
        for (var i = 0; i < _registrations.Length; i++)
        {
            if (i >= _next)
            {
                yield return (_registrations[i], CollectorReport.Failed(_time.NotCalled(_registrations[i].Name)));
            }
            else if (_calls[i]?.GetReport(_time) is { } report)
            {
                yield return (_registrations[i], report);
            }
        }
    }

    /// <summary>Ends the run when its own calls have returned or its deadline has passed. Then no reader records their failures.</summary>
    private void Abandon()
    {
        lock (_gate)
        {
            _isAbandoned = true;
            LeaveOthers();
            Settle();
        }

        _ = _end.Task.ContinueWith(
            _ => RecordFailures(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private void LeaveOthers()
    {
        foreach (var call in _calls)
        {
            call?.Leave(this);
        }
    }

    private void RecordFailures()
    {
        for (var i = 0; i < _next; i++)
        {
            if (_calls[i] is { } call && call.IsOwnedBy(this) && call.GetReport(_time) is { Failure: { } failure })
            {
                _outcomes.RecordUnusedFailure(_registrations[i], failure);
            }
        }
    }
}
