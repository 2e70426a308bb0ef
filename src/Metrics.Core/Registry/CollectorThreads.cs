using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Registry;

/// <summary>The background threads that call the collectors of a registry. One of them is kept for the next collection, because starting a
/// thread costs more than most collections.</summary>
internal sealed class CollectorThreads
{
    // Longer than the usual interval of scrapes, 15 seconds.
    private static readonly TimeSpan DefaultIdleTime = TimeSpan.FromSeconds(20);

#pragma warning disable MA0158 // A Lock has no Monitor.Wait.
    private readonly object _gate = new();
#pragma warning restore MA0158
    private readonly List<Action> _work = [];
    private readonly Action<Thread> _start;
    private readonly TimeSpan _idleTime;
    private bool _isIdle;
    private bool _isStopped;

    /// <param name="start">Starts a thread, or null for <see cref="Thread.UnsafeStart()"/>. Tests refuse threads with it, as a system does
    /// that has reached its limit.</param>
    /// <param name="idleTime">How long a thread waits for work, or null for 20 seconds.</param>
    public CollectorThreads(Action<Thread>? start = null, TimeSpan? idleTime = null)
    {
        _start = start ?? (static thread => thread.UnsafeStart());
        _idleTime = idleTime ?? DefaultIdleTime;
    }

    /// <summary>Whether a thread waits for work.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_gate)
            {
                return _isIdle && _work.Count == 0;
            }
        }
    }

    /// <summary>Runs work, which throws nothing, on a thread that does not have the execution context of the caller.</summary>
    public void Run(Action work)
    {
        lock (_gate)
        {
            _work.Add(work);
            if (_isIdle && _work.Count == 1)
            {
                Monitor.Pulse(_gate);
                return;
            }
        }

        try
        {
            _start(new Thread(RunAll) { IsBackground = true, Name = "Metrics collectors" });
        }
        catch (Exception)
        {
            lock (_gate)
            {
                if (_work.Remove(work))
                {
                    throw;
                }
            }

            // A thread that had other work before has taken it.
        }
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

    private void RunAll()
    {
        while (TryRunNext())
        {
        }
    }

    // A method of its own, so that a thread that waits keeps nothing of its last work.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool TryRunNext()
    {
        Action work;
        lock (_gate)
        {
            if (_work.Count == 0 && !_isIdle && !_isStopped)
            {
                _isIdle = true;
                Monitor.Wait(_gate, _idleTime);
                _isIdle = false;
            }

            if (_work.Count == 0)
            {
                return false;
            }

            work = _work[0];
            _work.RemoveAt(0);
        }

        work();
        return true;
    }
}
