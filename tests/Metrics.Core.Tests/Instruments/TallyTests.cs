using System.Runtime.CompilerServices;
using PrometheusMetrics.Instruments;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

public class TallyTests
{
    private readonly long[] _counts = new long[2];

    [Fact]
    public void It_counts_and_adds_up()
    {
        var tally = new Tally(2);

        tally.Add(0, 1.5);
        tally.Add(1, 2);
        tally.Add(1, 3);

        Assert.Equal(6.5, tally.Read(_counts));
        Assert.Equal([1, 2], _counts);
    }

    [Fact]
    public void Reading_changes_nothing_and_replaces_what_stood_in_the_buffer()
    {
        var tally = new Tally(2);
        tally.Add(0, 1);
        _counts[1] = 99;

        Assert.Equal(1, tally.Read(_counts));
        Assert.Equal(1, tally.Read(_counts));
        Assert.Equal([1, 0], _counts);
    }

    // Principle 2: a reader that keeps a cell to itself holds no writer up, because there are other cells.
    [Fact]
    public void A_closed_cell_refuses_writers_and_can_be_read()
    {
        var cell = new TallyCell(2);
        Assert.True(cell.TryAdd(new TallyObservation(0, 1), out _));

        cell.Close();
        Assert.False(cell.TryAdd(new TallyObservation(0, 1), out _));
        Assert.Equal(1, Read(cell));
        Assert.Equal(1, _counts[0]);

        cell.Open();
        Assert.True(cell.TryAdd(new TallyObservation(1, 1), out _));
        Assert.Equal(2, Read(cell));
        Assert.Equal([1, 1], _counts);
    }

    // Principle 3, R-048
    [Fact]
    public void NaN_is_an_observation_like_any_other()
    {
        var cell = new TallyCell(2);

        Assert.True(cell.TryAdd(new TallyObservation(1, double.NaN), out _));
        Assert.True(cell.TryAdd(new TallyObservation(1, 1), out _));

        Assert.Equal(double.NaN, Read(cell));
        Assert.Equal([0, 2], _counts);
    }

    // Principle 2
    [Fact]
    public void A_reader_that_is_stopped_in_the_middle_holds_no_writer_up()
    {
        var tally = new Tally(2);
        Cells.First(ref tally).Close();

        Crew.Do(1, _ => tally.Add(0, 1));

        Cells.First(ref tally).Open();
        Assert.Equal(1, tally.Read(_counts));
    }

    [Fact]
    public void A_writer_that_is_stopped_in_the_middle_holds_no_other_writer_up()
    {
        var tally = new Tally(2);
        Enter(ref tally);

        Crew.Do(4, _ => tally.Add(0, 1));

        Leave(ref tally);
        Assert.Equal(4, tally.Read(_counts));
    }

    [Fact]
    public void A_reader_waits_for_a_writer_that_is_stopped_in_the_middle_and_no_longer()
    {
        var tally = new Tally(2);
        tally.Add(0, 1);
        Enter(ref tally);
        var sum = 0.0;
        var reader = new Thread(() => sum = tally.Read(_counts));

        reader.Start();
        tally.Add(0, 1);
        Assert.False(reader.Join(millisecondsTimeout: 0));
        Leave(ref tally);

        Assert.True(reader.Join(Crew.Deadline));
        Assert.InRange(sum, 1, 2);
        Assert.Equal(2, tally.Read(_counts));
    }

    // As a writer does that loses its time slice between the two changes of the version.
    private static void Enter(ref Tally tally) => Words(ref Cells.First(ref tally))[0]++;

    private static void Leave(ref Tally tally) => Volatile.Write(ref Words(ref Cells.First(ref tally))[0], 2 + Words(ref Cells.First(ref tally))[0] / 2 * 2);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_words")]
    private static extern ref long[] Words(ref TallyCell cell);

    private double Read(TallyCell cell)
    {
        var reading = new TallyReading(_counts);
        Assert.True(cell.TryCopy(ref reading));
        reading.Accept();
        reading.Dispose();
        return reading.Sum;
    }
}
