namespace PrometheusMetrics.Registry;

/// <summary>One call of a custom collector. All collections that need the collector while the call is in progress share its result: no
/// other call begins before it has returned.</summary>
/// <remarks>Locks are taken in this order: run, registration, call. None is held while a collector runs.</remarks>
internal sealed class CollectorCall
{
    private readonly Lock _gate = new();
    private readonly Registration _registration;
    private readonly CollectorRun _owner;
    private volatile CollectorReport? _report;
    private volatile Thread? _thread;
    private bool _isLate;
    private bool _hasReturned;

    // Null until they are needed.
    private HashSet<CollectorRun>? _joined;
    private TaskCompletionSource? _returned;

    /// <param name="registration">The collector.</param>
    /// <param name="owner">The run that begins the call.</param>
    public CollectorCall(Registration registration, CollectorRun owner)
    {
        _registration = registration;
        _owner = owner;
    }

    /// <summary>Whether this thread executes the collector.</summary>
    public bool IsOnThisThread => _thread == Thread.CurrentThread;

    public bool IsOwnedBy(CollectorRun run) => _owner == run;

    /// <summary>Notifies a run when the call ends. The registration calls it before that.</summary>
    public void Join(CollectorRun run)
    {
        lock (_gate)
        {
            (_joined ??= []).Add(run);
        }

        _owner.ExtendTo(run);
    }

    /// <summary>Does not notify a run any more.</summary>
    public void Leave(CollectorRun run)
    {
        lock (_gate)
        {
            _joined?.Remove(run);
        }
    }

    /// <summary>Gets the result after the wait of a run.</summary>
    /// <returns>The result, a failure if the call is still in progress, or null if the collector was unregistered.</returns>
    public CollectorReport? GetReport(CollectionTime time)
    {
        lock (_gate)
        {
            _isLate |= _report is null;
        }

        return _report switch
        {
            null => CollectorReport.Failed(time.NotReturned(_registration.Name)),
            var report => report == CollectorReport.None ? null : report,
        };
    }

    /// <summary>Calls the collector on this thread. Throws nothing.</summary>
    public void Execute(CollectorOutcomes outcomes, CollectionTime time)
    {
        if (_report is null)
        {
            _thread = Thread.CurrentThread;
            var began = outcomes.BeginDuration();
            var report = Collect(outcomes, time);
            outcomes.EndDuration(_registration, began);
            _thread = null;
            End(report);
        }

        OnReturned();
    }

    /// <summary>Ends a call that cannot be executed.</summary>
    public void Fail(Exception exception)
    {
        End(CollectorReport.Failed(exception));
        OnReturned();
    }

    /// <summary>Ends the call with a result, unless it has ended.</summary>
    public void End(CollectorReport report)
    {
        // Before the result is published: a collection that begins when it is known needs a new call.
        _registration.EndCall();
        HashSet<CollectorRun>? joined;
        lock (_gate)
        {
            if (_report is not null)
            {
                return;
            }

            _report = _isLate ? report with { IsLate = true } : report;
            (joined, _joined) = (_joined, null);
        }

        _owner.OnCallEnded();
        foreach (var run in joined ?? [])
        {
            run.OnCallEnded();
        }
    }

    /// <summary>Ends the call without a result, because the collector was unregistered.</summary>
    /// <returns>A task that completes when the collector has returned.</returns>
    public Task Discard()
    {
        End(CollectorReport.None);
        lock (_gate)
        {
            return _hasReturned ? Task.CompletedTask : (_returned ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private void OnReturned()
    {
        lock (_gate)
        {
            _hasReturned = true;
            _returned?.SetResult();
        }
    }

    private CollectorReport Collect(CollectorOutcomes outcomes, CollectionTime time)
    {
        try
        {
            if (_registration.HasIndependentFamilies)
            {
                var independent = new IndependentFamiliesRecorder(_registration, outcomes);
                _registration.Collector.Collect(independent, _owner.Request);
                return independent.Finish();
            }

            var recorder = new CollectionRecorder(_registration, outcomes);
            _registration.Collector.Collect(recorder, _owner.Request);
            return new CollectorReport(recorder.Finish(), Failure: null) { LeftOut = recorder.LeftOut };
        }
        catch (OperationCanceledException) when (_owner.Request.CancellationToken.IsCancellationRequested)
        {
            return CollectorReport.Failed(time.NotReturned(_registration.Name));
        }
        catch (Exception exception)
        {
            // A collector is code of the application, which may throw anything: only its own families are omitted.
            return CollectorReport.Failed(exception);
        }
    }
}
