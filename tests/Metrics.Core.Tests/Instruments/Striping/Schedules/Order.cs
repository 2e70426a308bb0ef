namespace PrometheusMetrics.Tests.Instruments.Striping.Schedules;

/// <summary>The choices of a schedule. All of them follow from its seed.</summary>
/// <remarks>One half of the seeds changes from thread to thread at random, often or seldom. The other half lets the thread of the highest
/// priority run, and lowers its priority now and then: so a thread can be late by any number of steps of the others (probabilistic
/// concurrency testing, Burckhardt et al. 2010).</remarks>
internal sealed class Order
{
    private readonly Random _random;
    private readonly bool _byPriority;

    // One step in so many changes the thread, or lowers a priority; one step in so many makes a store visible.
    private readonly int _stepsPerChange;
    private readonly int _stepsPerCommit;
    private int _lowest;

    public Order(int seed, bool buffersStores)
    {
        _random = new Random(seed);
        _byPriority = Flip(2);
        _stepsPerChange = _byPriority ? 8 << _random.Next(4) : 2 << _random.Next(4);
        Memory = buffersStores ? (MemoryModel)_random.Next(3) : MemoryModel.Sequential;
        _stepsPerCommit = 2 << _random.Next(5);
    }

    public MemoryModel Memory { get; }

    /// <summary>Returns a random number below a limit, for the choices of a scenario.</summary>
    public int Next(int limit) => _random.Next(limit);

    /// <summary>Gives a new thread a random priority.</summary>
    public void Admit(LogicalThread thread) => thread.Priority = _random.Next(1, 1000);

    /// <summary>Lets all others run first.</summary>
    public void Demote(LogicalThread thread) => thread.Priority = --_lowest;

    /// <summary>Chooses who makes the next step.</summary>
    /// <param name="current">Who made the last step; null if it cannot go on.</param>
    /// <param name="ready">Who can make a step: at least one.</param>
    public LogicalThread Choose(LogicalThread? current, List<LogicalThread> ready)
    {
        if (_byPriority)
        {
            if (current is not null && Flip(_stepsPerChange))
            {
                Demote(current);
            }

            var next = ready[0];
            foreach (var thread in ready)
            {
                next = thread.Priority > next.Priority ? thread : next;
            }

            return next;
        }

        return current is null || Flip(_stepsPerChange) ? ready[_random.Next(ready.Count)] : current;
    }

    /// <summary>Makes a store of a thread visible, if it is time for one.</summary>
    public void CommitSome(LogicalThread thread)
    {
        if (thread.Stores.IsFull || (!thread.Stores.IsEmpty && Flip(_stepsPerCommit)))
        {
            thread.Stores.CommitOne(Memory == MemoryModel.Weak ? _random.Next(thread.Stores.Count) : 0);
        }
    }

    private bool Flip(int steps) => _random.Next(steps) == 0;
}
