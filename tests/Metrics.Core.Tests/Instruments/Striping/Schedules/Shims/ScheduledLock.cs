using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Tests.Instruments.Striping.Schedules;

/// <summary>Stands for <see cref="Lock"/>: who waits for it makes no step until it is open.</summary>
internal sealed class ScheduledLock
{
    private bool _isHeld;

    public bool TryEnter([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Schedule.Current?.Interleave("tries to enter", new Origin("", file, line));
        Schedule.Current?.DrainStores();
        if (_isHeld)
        {
            return false;
        }

        _isHeld = true;
        return true;
    }

    public Scope EnterScope([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Enter(file, line);
        return new Scope(this);
    }

    public void Enter([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        while (!TryEnter(file, line))
        {
            (Schedule.Current ?? throw new InvalidOperationException("The lock is held.")).WaitFor(this);
        }
    }

    public void Exit([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        Schedule.Current?.Interleave("exits", new Origin("", file, line));
        Schedule.Current?.DrainStores();
        _isHeld = false;
        Schedule.Current?.OnDone(this);
    }

    /// <summary>Exits the lock when it is disposed.</summary>
    public readonly ref struct Scope(ScheduledLock gate)
    {
        public void Dispose() => gate.Exit();
    }
}
