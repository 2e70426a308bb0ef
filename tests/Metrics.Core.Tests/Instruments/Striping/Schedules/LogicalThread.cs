namespace PrometheusMetrics.Tests.Instruments.Striping.Schedules;

/// <summary>A thread of a schedule: a real one that runs only while it has the turn. It is used for one schedule after the other.</summary>
internal sealed class LogicalThread : IDisposable
{
    private readonly SemaphoreSlim _turn = new(0);
    private readonly Thread _thread;
    private Schedule? _schedule;
    private Action? _body;

    public LogicalThread(int index)
    {
        Index = index;
        _thread = new Thread(Loop) { IsBackground = true };
        _thread.Start();
    }

    public int Index { get; }

    /// <summary>The page of the stack on which the thread is.</summary>
    public long Page { get; set; }

    /// <summary>The step at which the thread stops until all others have ended.</summary>
    public int StopsAt { get; private set; }

    public int Steps { get; set; }

    /// <summary>Where the schedule goes by priorities, the thread with the highest one runs.</summary>
    public int Priority { get; set; }

    public ThreadState State { get; set; }

    /// <summary>The lock for which the thread waits, or the thread for whose end it does.</summary>
    public object? WaitsFor { get; set; }

    /// <summary>While a thread spins: the progress of the schedule at that time. It goes on when another thread has made a step.</summary>
    public long SpunAt { get; set; }

    /// <summary>The stores that other threads do not see yet.</summary>
    public StoreBuffer Stores { get; } = new();

    /// <summary>Makes the thread ready to run the body when it gets the turn for the first time.</summary>
    public void Prepare(Schedule schedule, Action body, long page, int stopsAt, LogicalThread? after)
    {
        (_schedule, _body, Page, StopsAt, Steps) = (schedule, body, page, stopsAt, 0);
        (State, WaitsFor) = (after is null ? ThreadState.Ready : ThreadState.Waiting, after);
        Stores.Clear();
    }

    public void GiveTurn() => _turn.Release();

    public void AwaitTurn() => _turn.Wait();

    /// <summary>Ends the real thread.</summary>
    public void Dispose()
    {
        _body = null;
        GiveTurn();
        _thread.Join();
        _turn.Dispose();
    }

    private void Loop()
    {
        AwaitTurn();
        while (_body is { } body)
        {
            _schedule!.RunBody(this, body);
            AwaitTurn();
        }
    }
}
