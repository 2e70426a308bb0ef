using PrometheusMetrics.Instruments;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments.Native;

public class NativeCellTests
{
    private static readonly NativeLayout Layout = new(0, 0);

    private readonly NativeCell _cell = new(2, Layout);
    private readonly long[] _counts = new long[2];

    // Principle 2: a reader that has closed a cell delays no writer, because there are other cells.
    [Fact]
    public void A_closed_cell_refuses_writers_and_can_be_read()
    {
        Assert.True(TryAdd(Layout, 2, out _));

        _cell.Lock.Close();
        Assert.False(TryAdd(Layout, 2, out _));
        Assert.Equal("sum:2 schema:0 threshold:0 zero:0 -[] +[1:1]", Read());

        _cell.Lock.Open(toAnyone: true);
        Assert.True(TryAdd(Layout, 4, out _));
        Assert.Equal("sum:6 schema:0 threshold:0 zero:0 -[] +[1:1 2:1]", Read());
        Assert.Equal([0, 2], _counts);
    }

    // then the owner checks whether there are too many buckets.
    [Fact]
    public void It_says_when_a_bucket_is_populated_or_the_layout_changes()
    {
        Assert.True(TryAdd(Layout, 2, out var isNew) && isNew);
        Assert.True(TryAdd(Layout, 2, out isNew) && !isNew);
        Assert.True(TryAdd(Layout, 0, out isNew) && !isNew);
        Assert.True(TryAdd(Layout.ReduceResolution(), 2, out isNew) && isNew);
        Assert.True(TryAdd(Layout, 2, out isNew) && !isNew);

        Assert.Equal("sum:8 schema:-1 threshold:0 zero:1 -[] +[1:4]", Read());
    }

    private bool TryAdd(NativeLayout layout, double value, out bool isNew) =>
        _cell.TryAdd(new NativeObservation(value, 1, layout, layout.KeyOf(value)), out isNew);

    private string Read()
    {
        var snapshot = new NativeHistogramSnapshot(Layout, _counts);
        Assert.True(_cell.TryCopy(ref snapshot));
        snapshot.Commit();
        var text = FormattableString.Invariant($"sum:{snapshot.Histogram.Sum} ") + NativeText.Of(snapshot.ToSample());
        snapshot.Dispose();
        return text;
    }
}
