using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace PrometheusMetrics.Tests.Instruments.Striping.Schedules;

/// <summary>One run of a scenario: its threads make their steps one at a time, in an order that follows from a seed.</summary>
/// <remarks>A step is one access to memory that threads share. Outside <see cref="RunThreads"/> there is one thread, and nothing is
/// interleaved.</remarks>
internal sealed class Schedule
{
    // More than any schedule takes whose threads do not wait for each other for ever.
    private const int MaxSteps = 20_000;

    // A thread that may stop does so at one of its first steps.
    private const int StepsBeforeStop = 40;

    private const int ShownSteps = 500;

    [ThreadStatic]
    private static Schedule? _current;

    private readonly Scheduler _scheduler;
    private readonly int _seed;
    private readonly Order _order;
    private readonly List<LogicalThread> _threads = [];
    private readonly List<LogicalThread> _ready = [];

    // The arrays whose elements threads share.
    private readonly List<long[]> _arrays = [];

    // null before and after the threads run: then the scenario itself is on a page.
    private LogicalThread? _running;
    private long _page;

    // Increases when a step may have changed what a spinning thread waits for.
    private long _progress;

    // Set after a failure: the threads that have not ended leave their bodies.
    private bool _unwinds;
    private Exception? _failure;

    public Schedule(Scheduler scheduler, int seed, bool buffersStores)
    {
        _scheduler = scheduler;
        _seed = seed;
        _order = new Order(seed, buffersStores);
        scheduler.Trace.Clear();
    }

    /// <summary>The schedule of the current thread; null outside of schedules.</summary>
    public static Schedule? Current => _current;

    /// <summary>The page in which the stack of the running thread ends.</summary>
    public long Page => _running?.Page ?? _page;

    /// <summary>Runs a scenario.</summary>
    /// <exception cref="ScheduleException">The scenario fails.</exception>
    public void Run(Scenario scenario)
    {
        _current = this;
        try
        {
            scenario.Run(this);
        }
        catch (Exception exception)
        {
            throw new ScheduleException(Describe(scenario, exception), exception);
        }
        finally
        {
            _current = null;
        }
    }

    /// <summary>Returns a random number from 0 to a limit, exclusive.</summary>
    public int Choose(int limit) => _order.Next(limit);

    /// <summary>Adds a thread, which begins with <see cref="RunThreads"/> or, if the threads run already, with its first turn.</summary>
    /// <param name="page">The page of its stack.</param>
    /// <param name="body">What it does.</param>
    /// <param name="mayStop">Whether it may stop in the middle until all others have ended.</param>
    /// <param name="after">The thread after whose end it begins, perhaps because it gets the memory of that one's stack.</param>
    /// <returns>The thread.</returns>
    public LogicalThread Start(long page, Action body, bool mayStop = false, LogicalThread? after = null)
    {
        var thread = _scheduler.Rent(_threads.Count);
        thread.Prepare(this, body, page, stopsAt: mayStop ? 1 + _order.Next(StepsBeforeStop) : int.MaxValue, after);
        _order.Admit(thread);
        _threads.Add(thread);
        return thread;
    }

    /// <summary>Moves the running thread to another page of its stack, as a nested call does.</summary>
    public void MoveTo(long page)
    {
        if (_running is null)
        {
            _page = page;
        }
        else
        {
            _running.Page = page;
        }
    }

    /// <summary>Runs all threads until they have ended.</summary>
    public void RunThreads()
    {
        PassTurn();
        _scheduler.AwaitThreads();
        if (_failure is not null)
        {
            Unwind();
            throw _failure;
        }

        _threads.Clear();
    }

    /// <summary>Runs the body of a thread that has got its first turn.</summary>
    public void RunBody(LogicalThread thread, Action body)
    {
        _current = this;
        try
        {
            if (!_unwinds)
            {
                body();
                Interleave("ends", default);
            }
        }
        catch (UnwindException)
        {
            // Another thread has failed.
        }
        catch (Exception exception)
        {
            _failure ??= exception;
        }

        _current = null;
        thread.Stores.Drain();
        thread.State = ThreadState.Ended;
        OnDone(thread);
        _progress++;
        PassTurn();
    }

    /// <summary>Lets another thread run before a step of the running one, perhaps.</summary>
    public void Interleave(string operation, in Origin origin)
    {
        if (_running is not { } thread || _unwinds)
        {
            return;
        }

        _scheduler.Trace.Add(new Step(thread.Index, operation, origin));
        if (_scheduler.Trace.Count > MaxSteps)
        {
            throw new InvalidOperationException($"The threads have not ended after {MaxSteps} steps.");
        }

        if (++thread.Steps == thread.StopsAt)
        {
            thread.State = ThreadState.Stopped;
        }

        CommitSomeStores();
        Yield(thread);
        _progress++;
    }

    /// <summary>Lets other threads run, if there are some that can.</summary>
    public void Spin(in Origin origin)
    {
        Interleave("spins", origin);
        if (_running is { } thread && !_unwinds)
        {
            _order.Demote(thread);
            (thread.State, thread.SpunAt) = (ThreadState.Spinning, _progress);
            Yield(thread);
        }
    }

    /// <summary>Waits until another thread has left a lock.</summary>
    public void WaitFor(ScheduledLock gate)
    {
        var thread = _running ?? throw new InvalidOperationException("Nobody is left who could exit.");
        (thread.State, thread.WaitsFor) = (ThreadState.Waiting, gate);
        Yield(thread);
    }

    /// <summary>Lets the threads go on that wait for a lock, or for the end of a thread.</summary>
    public void OnDone(object awaited)
    {
        foreach (var thread in _threads)
        {
            if (thread.State == ThreadState.Waiting && thread.WaitsFor == awaited)
            {
                thread.State = ThreadState.Ready;
            }
        }
    }

    /// <summary>Takes note of an array whose elements threads share.</summary>
    public void Track(long[] array) => _arrays.Add(array);

    /// <summary>Whether a place is an element of an array that threads share.</summary>
    public bool IsShared(ref readonly long place) => Find(in place, out _) is not null;

    /// <summary>Reads a place as the running thread sees it.</summary>
    public long Read(ref readonly long place) =>
        _running is { Stores.IsEmpty: false } thread && Find(in place, out var index) is { } array
        && thread.Stores.TryRead(array, index, out var value)
            ? value
            : Volatile.Read(in place);

    /// <summary>Writes to a place, now or later.</summary>
    public void Write(ref long place, long value, bool isVolatile)
    {
        if (_running is { } thread && _order.Memory != MemoryModel.Sequential && !_unwinds && Find(in place, out var index) is { } array)
        {
            thread.Stores.Add(array, index, value, isVolatile);
        }
        else
        {
            DrainStores();
            Volatile.Write(ref place, value);
        }
    }

    /// <summary>Keeps later stores of the running thread behind those that it has made.</summary>
    public void AddStoreBarrier() => _running?.Stores.AddBarrier();

    /// <summary>Makes the stores of the running thread visible.</summary>
    public void DrainStores() => _running?.Stores.Drain();

    /// <summary>Makes the stores of all threads visible.</summary>
    public void DrainAllStores() => _threads.ForEach(static thread => thread.Stores.Drain());

    private void Unwind()
    {
        _unwinds = true;
        foreach (var thread in _threads.Where(thread => thread.State != ThreadState.Ended))
        {
            thread.GiveTurn();
            _scheduler.AwaitThreads();
        }
    }

    private long[]? Find(ref readonly long place, out int index)
    {
        foreach (var array in _arrays)
        {
            // If the place is not in the array, the difference means nothing, but is not in its range.
            var offset = (nuint)Unsafe.ByteOffset(in MemoryMarshal.GetArrayDataReference(array), in place);
            if (offset < (nuint)array.Length * sizeof(long))
            {
                index = (int)(offset / sizeof(long));
                return array;
            }
        }

        index = 0;
        return null;
    }

    private void CommitSomeStores()
    {
        foreach (var thread in _threads)
        {
            _order.CommitSome(thread);
        }
    }

    // Gives the turn away, if the order says so, and returns when the thread has it again.
    private void Yield(LogicalThread thread)
    {
        var next = ChooseNext(thread);
        if (next != thread)
        {
            GiveTurn(next);
            thread.AwaitTurn();
        }

        if (_unwinds)
        {
            throw new UnwindException();
        }

        thread.State = ThreadState.Ready;
    }

    // The turn of a thread that has ended.
    private void PassTurn() => GiveTurn(ChooseNext(null));

    // null: that of the scenario itself.
    private void GiveTurn(LogicalThread? thread)
    {
        _running = thread;
        if (thread is null)
        {
            _scheduler.OnThreadsDone();
        }
        else
        {
            thread.GiveTurn();
        }
    }

    private LogicalThread? ChooseNext(LogicalThread? current)
    {
        if (_unwinds || _failure is not null)
        {
            return null;
        }

        FindReady(static (schedule, thread) =>
            thread.State == ThreadState.Ready || (thread.State == ThreadState.Spinning && thread.SpunAt != schedule._progress));
        if (_ready.Count == 0)
        {
            // All spin: until stores are visible, or for some time only.
            DrainAllStores();
            FindReady(static (_, thread) => thread.State == ThreadState.Spinning);
        }

        if (_ready.Count == 0)
        {
            if (_threads.Find(thread => thread.State == ThreadState.Waiting) is { } waiting)
            {
                _failure = new InvalidOperationException($"Thread {waiting.Index} waits for ever.");
                return null;
            }

            FindReady(static (_, thread) => thread.State == ThreadState.Stopped);
        }

        if (_ready.Count == 0)
        {
            return null;
        }

        return _order.Choose(current is not null && _ready.Contains(current) ? current : null, _ready);
    }

    private void FindReady(Func<Schedule, LogicalThread, bool> isReady)
    {
        _ready.Clear();
        foreach (var thread in _threads)
        {
            if (isReady(this, thread))
            {
                _ready.Add(thread);
            }
        }
    }

    private string Describe(Scenario scenario, Exception exception)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{scenario.GetType().Name} fails with seed {_seed}: {exception.Message}");
        foreach (var step in _scheduler.Trace.Take(ShownSteps))
        {
            text.AppendLine(step.ToString());
        }

        return text.ToString();
    }
}
