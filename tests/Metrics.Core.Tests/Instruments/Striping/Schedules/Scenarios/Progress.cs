namespace PrometheusMetrics.Tests.Instruments.Striping.Schedules;

/// <summary>What the threads of a scenario have added, so that a reader knows what it must see at least and at most.</summary>
internal sealed class Progress
{
    private const int MaxThreads = 4;

    // By thread. Whoever reads them is ordered after the additions, as is every thread that is told of them.
    private readonly long[] _completed = new long[MaxThreads];

    private int _threads;
    private double _seen;

    /// <summary>What was begun up to now: more cannot be seen.</summary>
    public int Begun { get; private set; }

    /// <summary>Returns the work of a thread that adds again and again.</summary>
    /// <param name="times">How often it adds.</param>
    /// <param name="amount">How much.</param>
    /// <param name="add">Adds it.</param>
    public Action Adds(int times, int amount, Action add)
    {
        var thread = _threads++;
        return () =>
        {
            for (var i = 1; i <= times; i++)
            {
                Begun += amount;
                add();
                Volatile.Write(ref _completed[thread], i * amount);
            }
        };
    }

    /// <summary>Returns what was completed, and must be seen.</summary>
    public double ReadCompleted()
    {
        var completed = 0L;
        for (var thread = 0; thread < _threads; thread++)
        {
            completed += Volatile.Read(ref _completed[thread]);
        }

        return completed;
    }

    /// <summary>Checks a read of the only reader, or of one of several that read one after the other.</summary>
    public void Check(Func<double> read)
    {
        var completed = ReadCompleted();
        var value = read();
        Assert.InRange(value, completed, Begun);
        Assert.True(value >= _seen, $"{value} is less than {_seen}, which was read before.");
        _seen = value;
    }

    /// <summary>Returns the work of a thread that is such a reader.</summary>
    /// <param name="times">How often it reads.</param>
    /// <param name="read">Reads the value.</param>
    public Action Checks(int times, Func<double> read) => () =>
    {
        for (var i = 0; i < times; i++)
        {
            Check(read);
        }
    };

    /// <summary>Checks a read after the end of all threads.</summary>
    public void CheckEnd(Func<double> read)
    {
        Assert.Equal(Begun, read());
        Assert.Equal(Begun, read());
    }
}
