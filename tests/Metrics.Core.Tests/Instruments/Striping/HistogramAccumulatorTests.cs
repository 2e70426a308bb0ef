using PrometheusMetrics.Instruments;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments.Striping;

public class HistogramAccumulatorTests
{
    private readonly long[] _counts = new long[2];
    private byte _contention;

    [Fact]
    public void It_counts_and_adds_up()
    {
        var accumulator = new HistogramAccumulator(2);

        accumulator.Add(0, 1.5, ref _contention);
        accumulator.Add(1, 2, ref _contention);
        accumulator.Add(1, 3, ref _contention);

        Assert.Equal(6.5, accumulator.Read(_counts));
        Assert.Equal([1, 2], _counts);
    }

    [Fact]
    public void Reading_changes_nothing_and_replaces_what_stood_in_the_buffer()
    {
        var accumulator = new HistogramAccumulator(2);
        accumulator.Add(0, 1, ref _contention);
        _counts[1] = 99;

        Assert.Equal(1, accumulator.Read(_counts));
        Assert.Equal(1, accumulator.Read(_counts));
        Assert.Equal([1, 0], _counts);
    }

    // Principle 2: a reader that has closed a cell delays no writer, because there are other cells.
    [Fact]
    public void A_closed_cell_refuses_writers_and_can_be_read()
    {
        var cell = new HistogramCell(2);
        Assert.True(cell.TryAdd(new BucketedValue(0, 1), out _));

        cell.Lock.Close();
        Assert.False(cell.TryAdd(new BucketedValue(0, 1), out _));
        Assert.Equal(1, Read(cell));
        Assert.Equal(1, _counts[0]);

        cell.Lock.Open(toAnyone: true);
        Assert.True(cell.TryAdd(new BucketedValue(1, 1), out _));
        Assert.Equal(2, Read(cell));
        Assert.Equal([1, 1], _counts);
    }

    // Principle 3, R-048
    [Fact]
    public void NaN_is_an_observation_like_any_other()
    {
        var cell = new HistogramCell(2);

        Assert.True(cell.TryAdd(new BucketedValue(1, double.NaN), out _));
        Assert.True(cell.TryAdd(new BucketedValue(1, 1), out _));

        Assert.Equal(double.NaN, Read(cell));
        Assert.Equal([0, 2], _counts);
    }

    // Principle 2
    [Fact]
    public void A_reader_that_is_stopped_in_the_middle_holds_no_writer_up()
    {
        var accumulator = new HistogramAccumulator(2);
        Stripes.First(ref accumulator).Lock.Close();

        ParallelRunner.Do(1, _ => accumulator.Add(0, 1, ref _contention));

        Stripes.First(ref accumulator).Lock.Open(toAnyone: true);
        Assert.Equal(1, accumulator.Read(_counts));
    }

    [Fact]
    public void A_writer_that_is_stopped_in_the_middle_holds_no_other_writer_up()
    {
        var accumulator = new HistogramAccumulator(2);
        Enter(ref accumulator);

        ParallelRunner.Do(4, _ => accumulator.Add(0, 1, ref _contention));

        Leave(ref accumulator);
        Assert.Equal(4, accumulator.Read(_counts));
    }

    [Fact]
    public void A_reader_waits_for_a_writer_that_is_stopped_in_the_middle_and_no_longer()
    {
        var accumulator = new HistogramAccumulator(2);
        accumulator.Add(0, 1, ref _contention);
        Enter(ref accumulator);
        var sum = 0.0;
        var reader = new Thread(() => sum = accumulator.Read(_counts));

        reader.Start();
        accumulator.Add(0, 1, ref _contention);
        Assert.False(reader.Join(millisecondsTimeout: 0));
        Leave(ref accumulator);

        Assert.True(reader.Join(ParallelRunner.Deadline));
        Assert.InRange(sum, 1, 2);
        Assert.Equal(2, accumulator.Read(_counts));
    }

    // Like a writer that is preempted between its two changes of the version.
    private static void Enter(ref HistogramAccumulator accumulator) => Assert.True(Stripes.First(ref accumulator).Lock.TryEnter(out _));

    private static void Leave(ref HistogramAccumulator accumulator)
    {
        var cellLock = Stripes.First(ref accumulator).Lock;
        cellLock.Exit(cellLock.Writes, writes: 1);
    }

    private double Read(HistogramCell cell)
    {
        var snapshot = new HistogramSnapshot(_counts);
        Assert.True(cell.TryCopy(ref snapshot));
        snapshot.Commit();
        snapshot.Dispose();
        return snapshot.Sum;
    }
}
