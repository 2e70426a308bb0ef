using System.Runtime.CompilerServices;
using PrometheusMetrics.Instruments;

namespace PrometheusMetrics.Tests.Instruments.Striping.Schedules;

/// <summary>A gauge that threads increase, decrease and set.</summary>
internal abstract class GaugeScenario : Scenario
{
    private StripedGauge _gauge = new(0, new GaugeCells(TimeProvider.System));
    private byte _contention;

    protected void Add(double value) => _gauge.Add(value, ref _contention);

    protected void Inc() => Add(1);

    protected void Dec() => Add(-1);

    protected void Set(double value) => _gauge.Set(value);

    protected double Read() => _gauge.Read();

    protected void Sweep() => _gauge.Sweep(ref _contention);

    /// <summary>Reads the gauge, which must have cells, as if writers had never paused.</summary>
    protected double ReadFrozen()
    {
        var cells = Cells(ref _gauge);
        using (cells.Gate.EnterScope())
        {
            return ReadFrozen(cells);
        }
    }

    /// <summary>Gives the gauge cells, as contention does.</summary>
    protected void CreateCells() => MoveToCells(ref _gauge, ref _contention);

    /// <summary>Gives the gauge cells, and one of them to a page.</summary>
    protected void CreateCells(Schedule schedule, long page)
    {
        CreateCells();
        AddUntilCellIsClaimed(schedule, page);
    }

    /// <summary>Gives one of the cells to a page.</summary>
    protected void AddUntilCellIsClaimed(Schedule schedule, long page)
    {
        schedule.MoveTo(page);
        Add(0);
        Add(0);
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_cells")]
    private static extern ref GaugeCells Cells(ref StripedGauge gauge);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "ReadFrozen")]
    private static extern double ReadFrozen(GaugeCells cells);

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "MoveToCells")]
    private static extern void MoveToCells(ref StripedGauge gauge, ref byte contention);
}

/// <summary>Threads contend for a gauge until it has cells, which are folded and claimed again.</summary>
internal sealed class GaugeIsSwept : GaugeScenario
{
    public override void Run(Schedule schedule)
    {
        var progress = new Progress();
        if (schedule.Choose(2) == 0)
        {
            CreateCells();
        }

        schedule.Start(PageA, progress.Adds(4, 1, Inc));
        schedule.Start(PageB, progress.Adds(4, 1, Inc));
        schedule.Start(PageC, () =>
        {
            for (var i = 0; i < 3; i++)
            {
                Sweep();
                progress.Check(Read);
            }
        });
        schedule.RunThreads();
        progress.CheckEnd(Read);
    }
}

/// <summary>One thread reads while another one sweeps.</summary>
internal sealed class GaugeIsReadDuringSweeps : GaugeScenario
{
    public override void Run(Schedule schedule)
    {
        var progress = new Progress();
        CreateCells();
        schedule.Start(PageA, progress.Adds(5, 1, Inc));
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

/// <summary>One thread increases a gauge and then tells another one, which decreases it: as requests that begin on one thread and end on
/// another.</summary>
internal abstract class GaugeIsDecreasedByAnotherThread : GaugeScenario
{
    private const int Times = 3;

    private readonly long[] _begun = new long[1];

    public override void Run(Schedule schedule)
    {
        CreateCells(schedule, PageA);
        if (schedule.Choose(2) == 0)
        {
            AddUntilCellIsClaimed(schedule, PageB);
        }

        schedule.Start(PageA, () =>
        {
            for (var i = 1; i <= Times; i++)
            {
                Inc();
                Volatile.Write(ref _begun[0], i);
            }
        });
        schedule.Start(PageB, () =>
        {
            for (var i = 1; i <= Times; i++)
            {
                while (Volatile.Read(ref _begun[0]) < i)
                {
                    Thread.SpinWait(1);
                }

                Dec();
            }
        });
        schedule.Start(PageC, () => Read(schedule));
        schedule.RunThreads();
        Assert.Equal(0, Read());
    }

    protected abstract void Read(Schedule schedule);

    protected void Check(Func<double> read) => Assert.InRange(read(), 0, Times);
}

/// <inheritdoc/>
internal sealed class GaugeIsReadWhileItMoves : GaugeIsDecreasedByAnotherThread
{
    protected override void Read(Schedule schedule)
    {
        for (var i = 0; i < 3; i++)
        {
            Check(Read);
            if (schedule.Choose(2) == 0)
            {
                Sweep();
            }
        }
    }
}

/// <inheritdoc/>
internal sealed class GaugeIsSweptAndRead : GaugeIsDecreasedByAnotherThread
{
    protected override void Read(Schedule schedule)
    {
        Sweep();
        Check(Read);
    }
}

/// <inheritdoc/>
internal sealed class GaugeIsFrozenWhileItMoves : GaugeIsDecreasedByAnotherThread
{
    protected override void Read(Schedule schedule)
    {
        for (var i = 0; i < 3; i++)
        {
            Check(ReadFrozen);
        }
    }
}

/// <summary>The sum in a cell is so great that its rounding error is a part of the value.</summary>
internal sealed class GaugeSumHasAnError : GaugeScenario
{
    private const double Great = 1L << 53;

    public override void Run(Schedule schedule)
    {
        CreateCells(schedule, PageA);
        Add(Great);
        schedule.Start(PageA, () =>
        {
            for (var i = 0; i < 3; i++)
            {
                Add(3);
                Add(-3);
            }
        });
        schedule.Start(PageB, () =>
        {
            for (var i = 0; i < 3; i++)
            {
                var value = schedule.Choose(2) == 0 ? Read() : ReadFrozen();
                Assert.True(value is Great or Great + 4, $"{value - Great}");
            }
        });
        schedule.RunThreads();
        Assert.Equal(Great, Read());
    }
}

/// <summary>A gauge is set after some additions and before others.</summary>
internal sealed class GaugeIsSet : GaugeScenario
{
    private readonly long[] _done = new long[2];

    public override void Run(Schedule schedule)
    {
        CreateCells();
        schedule.Start(PageA, () =>
        {
            Inc();
            Inc();
            Inc();
            Volatile.Write(ref _done[0], 1);
        });
        schedule.Start(PageB, () =>
        {
            Await(0);
            Set(10);
            Assert.Equal(10, Read());
            Volatile.Write(ref _done[1], 1);
            Inc();
        });
        schedule.Start(PageC, () =>
        {
            Sweep();
            Await(1);
            Inc();
            Inc();
            Assert.InRange(Read(), 12, 13);
        });
        schedule.RunThreads();
        Assert.Equal(13, Read());

        void Await(int thread)
        {
            while (Volatile.Read(ref _done[thread]) == 0)
            {
                Thread.SpinWait(1);
            }
        }
    }
}

/// <summary>A reader, or the sweep, stops in the middle until all others have ended, perhaps while it has closed all cells.</summary>
internal sealed class GaugeReaderStops : GaugeScenario
{
    public override void Run(Schedule schedule)
    {
        var progress = new Progress();
        CreateCells();
        schedule.Start(PageA, progress.Adds(5, 1, Inc));
        schedule.Start(PageB, progress.Adds(5, 1, Inc));
        schedule.Start(
            PageC,
            () =>
            {
                Read();
                Sweep();
                Read();
            },
            mayStop: true);
        schedule.RunThreads();
        progress.CheckEnd(Read);
    }
}

/// <summary>What threads do with a gauge is what they would do one after the other.</summary>
internal abstract class LinearizableGauge : GaugeScenario
{
    // The order in which operations are visible is another one then.
    public override bool BuffersStores => false;

    protected GaugeHistory History { get; } = new();

    protected void CheckEnd()
    {
        History.Read(Read);
        History.Check();
    }
}

/// <summary>Threads add to a gauge, set it and read it at random.</summary>
internal sealed class GaugeIsUsedAtRandom : LinearizableGauge
{
    public override void Run(Schedule schedule)
    {
        const int EachDoes = 3;
        long[] pages = [PageA, PageB, PageC];
        if (schedule.Choose(2) == 0)
        {
            CreateCells();
        }

        for (var thread = 0; thread < pages.Length; thread++)
        {
            var operations = Enumerable.Range(EachDoes * thread, EachDoes).Select(Choose).ToList();
            schedule.Start(pages[thread], () => operations.ForEach(static operation => operation()));
        }

        schedule.Start(page: 3, () =>
        {
            Sweep();
            History.Read(Read);
            Sweep();
        });
        schedule.RunThreads();
        CheckEnd();

        // Each operation changes the value by another number.
        Action Choose(int number) => schedule.Choose(8) switch
        {
            0 => () => History.Set(1000 * (number + 1), Set),
            1 => () => History.Read(Read),
            2 => CreateCells,
            _ => () => History.Add(1 << number, Add),
        };
    }
}

/// <summary>A gauge is set, and gets other cells, while threads add to it and read it.</summary>
internal sealed class GaugeIsSetWhileItMoves : LinearizableGauge
{
    public override void Run(Schedule schedule)
    {
        CreateCells(schedule, PageA);
        schedule.Start(PageA, () =>
        {
            History.Add(1, Add);
            History.Add(2, Add);
            History.Add(4, Add);
        });
        schedule.Start(PageB, () =>
        {
            History.Set(1000, Set);
            Sweep();
            CreateCells();
            History.Set(2000, Set);
            CreateCells();
        });
        schedule.Start(PageC, () =>
        {
            History.Read(Read);
            History.Add(8, Add);
            History.Read(Read);
        });
        schedule.RunThreads();
        CheckEnd();
    }
}
