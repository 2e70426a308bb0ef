using Metrics.Instruments;

namespace Metrics.Tests.Instruments;

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
        var cell = new TallyCell(2, padded: false);
        Assert.True(cell.TryAdd(0, 1));

        cell.Close();
        Assert.False(cell.TryAdd(0, 1));
        Assert.True(cell.TryCopy(_counts, out var sum));
        Assert.Equal((1, 1), (_counts[0], sum));

        cell.Open();
        Assert.True(cell.TryAdd(1, 1));
        Assert.True(cell.TryCopy(_counts, out sum));
        Assert.Equal(2, sum);
        Assert.Equal([1, 1], _counts);
    }

    // Principle 3, R-048
    [Fact]
    public void NaN_is_an_observation_like_any_other()
    {
        var cell = new TallyCell(2, padded: false);

        Assert.True(cell.TryAdd(1, double.NaN));
        Assert.True(cell.TryAdd(1, 1));

        Assert.True(cell.TryCopy(_counts, out var sum));
        Assert.Equal(double.NaN, sum);
        Assert.Equal([0, 2], _counts);
    }
}
