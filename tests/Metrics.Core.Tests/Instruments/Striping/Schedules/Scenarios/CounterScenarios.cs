using PrometheusMetrics.Instruments;

namespace PrometheusMetrics.Tests.Instruments.Striping.Schedules;

/// <summary>A counter of which threads increase the integer or the fraction.</summary>
internal abstract class CounterScenario : Scenario
{
    private StripedCounter _total;
    private byte _contention;

    protected void Inc() => _total.Add(1, ref _contention);

    // As a fraction. Small integers show as well whether one is lost.
    protected void IncFraction() => _total.Add(1.0, ref _contention);

    protected void IncTo(double value) => _total.Raise(value);

    protected double Read() => _total.Read();

    protected void Sweep() => _total.Sweep(ref _contention);

    protected long ReadChangeVersion() => _total.ReadChangeVersion();

    // As after contention.
    protected int CreateCells()
    {
        _total.Raise(1);
        return 1;
    }
}

/// <summary>Threads contend for a counter until it has cells.</summary>
internal sealed class CounterGetsCells : CounterScenario
{
    public override void Run(Schedule schedule)
    {
        var progress = new Progress();
        schedule.Start(PageA, progress.Adds(3, 1, Inc));
        schedule.Start(PageB, progress.Adds(3, 1, schedule.Choose(2) == 0 ? Inc : IncFraction));
        schedule.Start(PageC, progress.Adds(3, 1, IncFraction));
        schedule.Start(page: 3, () =>
        {
            progress.Check(Read);
            progress.Check(Read);
        });
        schedule.RunThreads();
        progress.CheckEnd(Read);
    }
}

/// <summary>Cells are folded while their owners add, and claimed again.</summary>
internal sealed class CounterIsSwept : CounterScenario
{
    public override void Run(Schedule schedule)
    {
        var progress = new Progress();
        progress.Adds(1, CreateCells(), () => { })();
        schedule.Start(PageA, progress.Adds(4, 1, Inc));
        schedule.Start(PageB, progress.Adds(4, 1, schedule.Choose(2) == 0 ? Inc : IncFraction));
        schedule.Start(PageC, () =>
        {
            for (var i = 0; i < 3; i++)
            {
                Sweep();
                progress.Check(Read);
            }
        });
        schedule.RunThreads();
        Sweep();
        progress.CheckEnd(Read);
    }
}

/// <summary>One thread reads while another one sweeps.</summary>
internal sealed class CounterIsReadDuringSweeps : CounterScenario
{
    public override void Run(Schedule schedule)
    {
        var progress = new Progress();
        progress.Adds(1, CreateCells(), () => { })();
        schedule.Start(PageA, progress.Adds(4, 1, Inc));
        schedule.Start(PageB, () =>
        {
            Sweep();
            Sweep();
        });
        schedule.Start(PageC, progress.Checks(3, Read));
        schedule.RunThreads();
        progress.CheckEnd(Read);
    }
}

/// <summary>Threads end, and others get the memory of their stacks; another one is now on this page, now on that.</summary>
internal sealed class CounterPassesToOtherThreads : CounterScenario
{
    public override void Run(Schedule schedule)
    {
        var progress = new Progress();
        progress.Adds(1, CreateCells(), () => { })();
        var first = schedule.Start(PageA, progress.Adds(3, 1, Inc));
        schedule.Start(PageA, progress.Adds(3, 1, Inc), after: first);
        var calls = progress.Adds(2, 1, Inc);
        schedule.Start(PageB, () =>
        {
            calls();
            schedule.MoveTo(PageC);
            calls();
            schedule.MoveTo(PageB);
            Sweep();
            progress.Check(Read);
        });
        schedule.RunThreads();
        progress.CheckEnd(Read);
    }
}

/// <summary>A counter is raised while threads add and its cells are folded.</summary>
internal sealed class CounterIsRaised : CounterScenario
{
    public override void Run(Schedule schedule)
    {
        const int Ones = 6;
        var progress = new Progress();
        var (least, most, seen) = (0.0, (double)Ones, 0.0);
        CreateCells();
        progress.Adds(1, 1, () => { })();
        schedule.Start(PageA, progress.Adds(Ones / 2, 1, Inc));
        schedule.Start(PageB, progress.Adds(Ones / 2, 1, IncFraction));
        schedule.Start(PageC, () =>
        {
            for (var value = 2; value <= 6; value += 2)
            {
                // What was added before is in the value, or the value is in what was added.
                most = Math.Max(most, value + 1 + Ones - progress.ReadCompleted());
                IncTo(value);
                Assert.True(Read() >= value);
                least = value;
            }
        });
        schedule.Start(page: 3, () =>
        {
            Sweep();
            Check();
            Sweep();
            Check();
        });
        schedule.RunThreads();
        Check();
        Assert.InRange(seen, Math.Max(1 + Ones, least), Math.Max(1 + Ones, most));
        IncTo(seen + 0.5);
        Assert.Equal(seen + 0.5, Read());

        void Check()
        {
            var value = Read();
            Assert.True(value >= seen);
            seen = value;
        }
    }
}

/// <summary>A reader, or the sweep, stops in the middle until all others have ended.</summary>
internal sealed class CounterReaderStops : CounterScenario
{
    public override void Run(Schedule schedule)
    {
        var progress = new Progress();
        progress.Adds(1, CreateCells(), () => { })();
        schedule.Start(PageA, progress.Adds(4, 1, Inc));
        schedule.Start(PageB, progress.Adds(4, 1, IncFraction));
        schedule.Start(
            PageC,
            () =>
            {
                Sweep();
                Read();
            },
            mayStop: true);
        schedule.RunThreads();
        progress.CheckEnd(Read);
    }
}

/// <summary>The change version is read before and after additions.</summary>
internal sealed class CounterChangeIsSeen : CounterScenario
{
    public override void Run(Schedule schedule)
    {
        CreateCells();
        schedule.Start(PageA, () =>
        {
            for (var i = 0; i < 4; i++)
            {
                var before = ReadChangeVersion();
                Inc();
                Assert.NotEqual(before, ReadChangeVersion());
            }
        });
        schedule.Start(PageB, () =>
        {
            Sweep();
            Sweep();
        });
        schedule.RunThreads();
    }
}
