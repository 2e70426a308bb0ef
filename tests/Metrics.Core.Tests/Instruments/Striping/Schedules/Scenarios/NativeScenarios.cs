using PrometheusMetrics.Instruments;

namespace PrometheusMetrics.Tests.Instruments.Striping.Schedules;

/// <summary>A native histogram, whose layout changes while threads observe, readers read and cells are folded.</summary>
internal sealed class NativeHistogramIsSwept : Scenario
{
    // The stores to the table are no steps, so those to the other words must not be late.
    public override bool BuffersStores => false;

    private StripedAccumulator<NativeCell, NativeObservation, NativeHistogramSnapshot> _accumulator;
    private byte _contention;
    private NativeLayout _layout = new(schema: 2, zeroThreshold: 0);

    public override void Run(Schedule schedule)
    {
        _accumulator = new(new NativeCell(2, _layout));
        var progress = new Progress();
        schedule.Start(PageA, progress.Adds(4, 1, () => Observe(0, 2)));
        schedule.Start(PageB, progress.Adds(4, 1, () => Observe(1, 4)));
        schedule.Start(PageC, () =>
        {
            progress.Check(Read);
            _layout = _layout.ReduceResolution();
            _accumulator.Sweep(ref _contention);
            progress.Check(Read);
            _accumulator.Sweep(ref _contention);
        });
        schedule.RunThreads();
        progress.CheckEnd(Read);
    }

    private void Observe(int bucket, double value)
    {
        var layout = _layout;
        _accumulator.Add(new NativeObservation(value, bucket, layout, layout.KeyOf(value)), ref _contention);
    }

    private double Read()
    {
        Span<long> counts = stackalloc long[2];
        var snapshot = new NativeHistogramSnapshot(_layout, counts);
        _accumulator.Read(ref snapshot);
        var native = snapshot.ToSample();
        Assert.Equal((2 * counts[0]) + (4 * counts[1]), snapshot.Histogram.Sum);
        Assert.Equal(counts[0] + counts[1], Sum(native.PositiveCounts));
        var count = counts[0] + counts[1];
        snapshot.Dispose();
        return count;
    }

    private static long Sum(ReadOnlySpan<long> counts)
    {
        var sum = 0L;
        foreach (var count in counts)
        {
            sum += count;
        }

        return sum;
    }
}
