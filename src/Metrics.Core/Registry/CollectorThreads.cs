namespace PrometheusMetrics.Registry;

/// <summary>The background threads that call the collectors of a registry. One of them is kept for the next collection, because starting a
/// thread costs more than most collections.</summary>
internal sealed class CollectorThreads
{
    // Longer than the usual interval of scrapes, 15 seconds.
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(20);

    // An object, because a Lock cannot be waited for.
    private readonly object _gate = new();
    private Action? _work;
    private bool _isIdle;
    private bool _isStopped;

    /// <summary>Whether a thread waits for work.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return _isIdle && _work is null;
            }
        }
    }

    /// <summary>Runs work, which throws nothing, on a thread that does not have the execution context of the caller.</summary>
    public void Run(Action work)
    {
        lock (_gate)
        {
            if (_isIdle && _work is null)
            {
                _work = work;
                Monitor.Pulse(_gate);
                return;
            }
        }

        new Thread(() => RunFrom(work)) { IsBackground = true, Name = "Metrics collectors" }.UnsafeStart();
    }

    /// <summary>Ends the thread that waits for work. Later work has threads of its own.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _isStopped = true;
            Monitor.Pulse(_gate);
        }
    }

    private void RunFrom(Action first)
    {
        for (var work = first; work is not null; work = WaitForWork())
        {
            work();
        }
    }

    /// <returns>Null if the thread is not needed.</returns>
    private Action? WaitForWork()
    {
        lock (_gate)
        {
            if (_isIdle || _isStopped)
            {
                return null;
            }

            _isIdle = true;
            Monitor.Wait(_gate, IdleTime);
            _isIdle = false;
            var work = _work;
            _work = null;
            return work;
        }
    }
}
