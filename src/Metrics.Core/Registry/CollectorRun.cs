using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Registry;

/// <summary>Calls the custom collectors for one collection, and waits for them until its deadline.</summary>
/// <remarks>
/// <para>One background thread calls the collectors, one after the other. A collector that does not return soon keeps its thread, and
/// another thread calls the rest. They are not threads of the pool, where the requests of the application run. The reader needs no thread
/// while it waits.</para>
/// <para>A collector whose call is in progress is not called again: see <see cref="CollectorCall"/>.</para>
/// </remarks>
internal sealed partial class CollectorRun
{
    private readonly Lock _gate = new();
    private readonly Registration[] _registrations;
    private readonly CollectorCall?[] _calls;
    private readonly CollectionTime _time;
    private readonly CallCancellation _cancellation;
    private readonly CollectorThreads _threads;
    private readonly CollectorOutcomes _outcomes;
    private readonly CancellationToken _readerToken;
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Null if there is nothing to wait for, or all calls of this run have returned.
    private ITimer? _timer;
    private int _next;
    private int _awaited;

    // The calls of this run that have not returned, and the one of them after which its thread goes on to the next.
    private int _running;
    private CollectorCall? _current;
    private long _currentBegan;
    private bool _isAbandoned;

    /// <param name="registrations">The collectors to call.</param>
    /// <param name="threads">The threads to call them on.</param>
    /// <param name="time">The time that they have.</param>
    /// <param name="outcomes">The recipient of durations, and of failures that no reader waits for.</param>
    /// <param name="cancellationToken">The token that ends the wait, but no call: other runs may wait for it.</param>
    /// <exception cref="InvalidOperationException">This thread executes a call of one of the collectors.</exception>
    public CollectorRun(
        Registration[] registrations,
        CollectorThreads threads,
        CollectionTime time,
        CollectorOutcomes outcomes,
        CancellationToken cancellationToken)
    {
        if (Array.Find(registrations, registration => registration.IsCalledByThisThread) is { Name: var name })
        {
            throw new InvalidOperationException(
                $"The collector {ForeignText.Escape(name)} reads its own registry in Collect(), which would call it again. " +
                "Read the Value of an instrument instead, or request other families only, by CollectionRequest.Names.");
        }

        (_registrations, _threads, _time, _outcomes, _readerToken) = (registrations, threads, time, outcomes, cancellationToken);
        _calls = new CollectorCall?[registrations.Length];
        _cancellation = new CallCancellation(time);
        Request = new CollectionRequest { Deadline = time.UtcDeadline, CancellationToken = _cancellation.Token };
    }

    /// <summary>The request for the calls of this run. It has neither the names nor the token of the reader, because the readers of other
    /// runs may share the result.</summary>
    public CollectionRequest Request { get; }

    private bool HasEnded => _end.Task.IsCompleted;

    private bool HasMore => _next < _registrations.Length;

    private TimeSpan TimeToHandOver => _current is not null && HasMore
        ? _time.GetPatience(_registrations.Length - _next) - _time.Since(_currentBegan)
        : TimeSpan.MaxValue;

    public void Start()
    {
        CollectorCall? first;
        lock (_gate)
        {
            first = TakeNext();
            Settle();
            if (!HasEnded)
            {
                _timer = _time.CreateTimer(OnTimer);
                SetTimer();
            }
        }

        Execute(first);
    }

    /// <summary>Executes a call of this run as soon as another one has returned. The caller holds the gate.</summary>
    public void ExecuteAfter(Task previousReturn, CollectorCall call)
    {
        _running++;
        _awaited++;
        _ = previousReturn.ContinueWith(
            _ => Execute(call), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <summary>Cancels the calls of this run not before another run that waits for one of them has reached its deadline.</summary>
    public void ExtendTo(CollectorRun other) => _cancellation.ExtendTo(other._time.Deadline);

    /// <summary>Receives the end of a call that this run waits for.</summary>
    public void OnCallEnded()
    {
        lock (_gate)
        {
            _awaited--;
            Settle();
        }
    }

    /// <summary>Executes a call on another thread, and then the calls that follow it.</summary>
    private void Execute(CollectorCall? first)
    {
        if (first is null)
        {
            return;
        }

        try
        {
            _threads.Run(() => ExecuteFrom(first));
        }
        catch (Exception exception)
        {
            // The system has no resources for another thread.
            first.Fail(exception);
            Execute(TakeNextAfter(first));
        }
    }

    private void ExecuteFrom(CollectorCall first)
    {
        // What a collector leaves in the context must not reach the next one, nor stay on the thread.
        var context = ExecutionContext.Capture()!;
        for (var call = first; call is not null; call = TakeNextAfter(call))
        {
            call.Execute(_outcomes, _time);
            ExecutionContext.Restore(context);
        }
    }

    /// <returns>Null if there is no other call, or another thread executes it.</returns>
    private CollectorCall? TakeNextAfter(CollectorCall returned)
    {
        lock (_gate)
        {
            _running--;
            var next = _current == returned ? TakeNext() : null;
            Settle();
            return next;
        }
    }

    /// <summary>Joins calls in progress up to a collector that has none, and begins a call of that one. The caller holds the
    /// gate.</summary>
    private CollectorCall? TakeNext()
    {
        _current = null;
        while (HasMore && !HasEnded && !_readerToken.IsCancellationRequested)
        {
            var call = _registrations[_next].JoinOrBegin(this, out var isNew);
            _calls[_next++] = call;
            if (isNew)
            {
                _running++;
                _awaited++;
                _currentBegan = _time.Now;
                return _current = call;
            }

            _awaited += call is null || call.IsOwnedBy(this) ? 0 : 1;
        }

        return null;
    }

    private void OnTimer()
    {
        CollectorCall? next = null;
        lock (_gate)
        {
            if (_time.Remaining <= TimeSpan.Zero)
            {
                _end.TrySetResult();
                LeaveOthers();
            }
            else if (TimeToHandOver <= TimeSpan.Zero)
            {
                next = TakeNext();
            }

            Settle();
            SetTimer();
        }

        Execute(next);
    }

    /// <summary>Sets the timer to the next time at which something may have to be done: the rest handed over, the run ended, and then its
    /// calls cancelled, which happens here. The caller holds the gate.</summary>
    private void SetTimer()
    {
        if (_timer is not null)
        {
            var due = HasEnded ? _cancellation.CancelIfDue() : TimeSpan.FromTicks(Math.Min(TimeToHandOver.Ticks, _time.Remaining.Ticks));
            var isLast = HasEnded && due <= TimeSpan.Zero;
            _timer.Change(isLast ? Timeout.InfiniteTimeSpan : CollectionTime.RoundUp(due), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Ends the run if there is nothing to wait for, and the timer if there is nothing to cancel. The caller holds the
    /// gate.</summary>
    private void Settle()
    {
        if (_isAbandoned ? _running == 0 : !HasMore && _awaited == 0)
        {
            _end.TrySetResult();
        }

        if (HasEnded && _running == 0)
        {
            _timer?.Dispose();
            _timer = null;
        }
    }
}
