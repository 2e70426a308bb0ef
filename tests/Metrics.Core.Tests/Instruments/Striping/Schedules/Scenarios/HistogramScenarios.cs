using System.Runtime.CompilerServices;
using PrometheusMetrics.Instruments;

namespace PrometheusMetrics.Tests.Instruments.Striping.Schedules;

/// <summary>A histogram of which each bucket gets one value, so the counts say what the sum must be.</summary>
internal abstract class HistogramScenario : Scenario
{
    private HistogramAccumulator _accumulator = new(2);
    private byte _contention;

    protected long Writes => _accumulator.Writes;

    protected void ObserveTwo() => _accumulator.Add(0, 2, ref _contention);

    protected void ObserveFour() => _accumulator.Add(1, 4, ref _contention);

    protected void Sweep() => _accumulator.Sweep(ref _contention);

    /// <summary>Gives the histogram cells, as contention does, and one of them to a page.</summary>
    protected void CreateCells(Schedule schedule, long page, Progress progress)
    {
        Cells<HistogramCell, BucketedValue, HistogramSnapshot>.GetOrCreate(ref Inner(ref _accumulator));
        schedule.MoveTo(page);
        progress.Adds(2, 1, ObserveTwo)();
    }

    /// <summary>Reads the number of observations.</summary>
    protected double Read()
    {
        Span<long> counts = stackalloc long[2];
        var sum = _accumulator.Read(counts);
        Assert.Equal((2 * counts[0]) + (4 * counts[1]), sum);
        return counts[0] + counts[1];
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_cells")]
    private static extern ref StripedAccumulator<HistogramCell, BucketedValue, HistogramSnapshot> Inner(
        ref HistogramAccumulator accumulator);

    private static class Cells<TCell, TObservation, TSnapshot>
        where TCell : struct, IAccumulatorCell<TCell, TObservation, TSnapshot>
        where TSnapshot : ICellSnapshot, allows ref struct
    {
        [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "GetOrCreateCells")]
        public static extern AccumulatorCells<TCell, TObservation, TSnapshot> GetOrCreate(
            ref StripedAccumulator<TCell, TObservation, TSnapshot> accumulator);
    }
}

/// <summary>A thread observes in its own cell while another one reads.</summary>
internal sealed class HistogramCellIsRead : HistogramScenario
{
    public override void Run(Schedule schedule)
    {
        var progress = new Progress();
        CreateCells(schedule, PageA, progress);
        schedule.Start(PageA, progress.Adds(4, 1, schedule.Choose(2) == 0 ? ObserveTwo : ObserveFour));
        schedule.Start(PageB, progress.Checks(3, Read));
        schedule.RunThreads();
        progress.CheckEnd(Read);
    }
}

/// <summary>Threads contend for a histogram until it has cells.</summary>
internal sealed class HistogramGetsCells : HistogramScenario
{
    public override void Run(Schedule schedule)
    {
        var progress = new Progress();
        schedule.Start(PageA, progress.Adds(3, 1, ObserveTwo));
        schedule.Start(PageB, progress.Adds(3, 1, ObserveFour));
        schedule.Start(PageC, progress.Checks(3, Read));
        schedule.RunThreads();
        progress.CheckEnd(Read);
    }
}

/// <summary>Cells are folded while their owners observe, and claimed again.</summary>
internal sealed class HistogramIsSwept : HistogramScenario
{
    public override void Run(Schedule schedule)
    {
        var progress = new Progress();
        schedule.Start(PageA, progress.Adds(4, 1, ObserveTwo));
        schedule.Start(PageB, progress.Adds(4, 1, ObserveFour));
        schedule.Start(PageC, () =>
        {
            for (var i = 0; i < 3; i++)
            {
                progress.Check(Read);
                Sweep();
            }
        });
        schedule.RunThreads();
        Sweep();
        progress.CheckEnd(Read);
    }
}

/// <summary>One thread reads while another one sweeps.</summary>
internal sealed class HistogramIsReadDuringSweeps : HistogramScenario
{
    public override void Run(Schedule schedule)
    {
        var progress = new Progress();
        var first = schedule.Start(PageA, progress.Adds(3, 1, ObserveTwo));
        schedule.Start(PageA, progress.Adds(2, 1, ObserveFour), after: first);
        schedule.Start(PageB, () =>
        {
            var writes = Writes;
            ObserveFour();
            Assert.True(Writes > writes);
            Sweep();
            Assert.True(Writes > writes);
            Sweep();
        });
        var seen = 0.0;
        schedule.Start(PageC, () =>
        {
            for (var i = 0; i < 3; i++)
            {
                var count = Read();
                Assert.True(count >= seen);
                seen = count;
            }
        });
        schedule.RunThreads();
        Assert.Equal(6, Read());
    }
}

/// <summary>A reader, or the sweep, stops in the middle until all others have ended, perhaps while it has closed a cell.</summary>
internal sealed class HistogramReaderStops : HistogramScenario
{
    public override void Run(Schedule schedule)
    {
        var progress = new Progress();
        schedule.Start(PageA, progress.Adds(4, 1, ObserveTwo));
        schedule.Start(PageB, progress.Adds(4, 1, ObserveFour));
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
