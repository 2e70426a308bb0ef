using FsCheck.Fluent;
using PrometheusMetrics.Instruments;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments.Native;

public class NativeBucketsTests
{
    private static readonly NativeLayout Layout = new(0, 0);
    private static readonly NativeLayout[] Reductions = CreateReductions();

    [Fact]
    public void They_say_when_a_bucket_is_populated()
    {
        var buckets = new NativeBuckets(Layout);

        Assert.True(Add(buckets, Layout, 2));
        Assert.False(Add(buckets, Layout, 2));
        Assert.True(Add(buckets, Layout, -2));
        Assert.False(Add(buckets, Layout, 0));
        Assert.False(Add(buckets, Layout, double.NaN));

        Assert.Equal(2, buckets.Populated);
        Assert.Equal("schema:0 threshold:0 zero:1 -[1:1] +[1:2]", Read(buckets));
    }

    [Fact]
    public void TryCount_counts_in_populated_buckets_of_the_same_layout_only()
    {
        var buckets = new NativeBuckets(Layout);
        Assert.False(buckets.TryCount(Layout, Layout.KeyOf(2)));
        buckets.Add(Layout, Layout.KeyOf(2));
        buckets.Add(Layout, Layout.KeyOf(0));

        Assert.True(buckets.TryCount(Layout, Layout.KeyOf(2)));
        Assert.False(buckets.TryCount(Layout, BucketKey.Zero));
        Assert.False(buckets.TryCount(Layout, BucketKey.None));
        Assert.False(buckets.TryCount(Layout.ReduceResolution(), Layout.KeyOf(2)));
        Assert.Equal("schema:0 threshold:0 zero:1 -[] +[1:2]", Read(buckets));
    }

    // Whichever of the writer and the buckets has the earlier layout, the later one wins; the result is whether the buckets moved.
    [Fact]
    public void A_later_layout_takes_them_along()
    {
        var buckets = new NativeBuckets(Layout);
        var reduced = Layout.ReduceResolution();
        Add(buckets, Layout, 2);
        Add(buckets, Layout, 4);
        Add(buckets, Layout, 8);

        Assert.True(Add(buckets, reduced, 2));
        Assert.False(Add(buckets, Layout, 4));

        Assert.Equal(2, buckets.Populated);
        Assert.Equal("schema:-1 threshold:0 zero:0 -[] +[1:4 2:1]", Read(buckets));
    }

    // A cell that is given back may have an earlier layout than the one that takes its counts, or a later one.
    [Theory]
    [InlineData(0, 0, "schema:0 threshold:0 zero:2 -[1:2] +[1:2 2:2 3:2]")]
    [InlineData(0, 1, "schema:-1 threshold:0 zero:2 -[1:2] +[1:4 2:2]")]
    [InlineData(1, 0, "schema:-1 threshold:0 zero:2 -[1:2] +[1:4 2:2]")]
    [InlineData(1, 2, "schema:-2 threshold:0 zero:2 -[1:2] +[1:6]")]
    public void They_absorb_those_of_another_layout(int own, int others, string sum)
    {
        var buckets = Fill(own);

        buckets.Absorb(Fill(others));

        Assert.Equal(sum, Read(buckets));
        Assert.Equal(sum.Count(character => character == ':') - 3, buckets.Populated);

        static NativeBuckets Fill(int reductions)
        {
            var layout = Reductions[reductions];
            var buckets = new NativeBuckets(Layout);
            buckets.MoveTo(layout);
            foreach (var value in (double[])[-2, 0, 2, 4, 8])
            {
                Add(buckets, layout, value);
            }

            return buckets;
        }
    }

    [Fact]
    public void Widening_takes_buckets_to_zero()
    {
        var buckets = new NativeBuckets(Layout);
        foreach (var value in new[] { 0.5, -0.25, 1, 4, 0 })
        {
            Add(buckets, Layout, value);
        }

        Assert.Equal(-2, buckets.LowestIndex());
        buckets.MoveTo(Layout.WidenZeroBucket(0));

        Assert.Equal(1, buckets.Populated);
        Assert.Equal("schema:0 threshold:1 zero:4 -[] +[2:1]", Read(buckets));
        Assert.Equal(2, buckets.LowestIndex());
    }

    [Fact]
    public void Nothing_is_lowest_where_nothing_is() => Assert.Null(new NativeBuckets(Layout).LowestIndex());

    // However far apart they are, and however many there are.
    [Fact]
    public void They_count_like_a_dictionary()
    {
        var layout = new NativeLayout(8, 0);

        Doubles.Check(Prop.ForAll(Doubles.Any.ListOf(300).ToArbitrary(), values =>
        {
            var buckets = new NativeBuckets(layout);
            foreach (var value in values.Concat(values))
            {
                Add(buckets, layout, value);
            }

            Assert.Equal(Expected(layout, [.. values, .. values]), Read(layout, buckets));
        }));
    }

    // The cells of a histogram may have different layouts.
    [Fact]
    public void Buckets_of_several_layouts_add_up()
    {
        var first = new NativeLayout(2, 0);
        NativeLayout[] layouts = [first, first.WidenZeroBucket(-10), first.WidenZeroBucket(-10).ReduceResolution()];

        Doubles.Check(Prop.ForAll(Doubles.Any.ListOf(100).ToArbitrary(), values =>
        {
            var buckets = layouts.Select(layout => new NativeBuckets(layout)).ToArray();
            foreach (var value in values)
            {
                buckets[0].Add(first, first.KeyOf(value));
                buckets[1].Add(layouts[1], layouts[1].KeyOf(value));
                buckets[2].Add(first, first.KeyOf(value));
            }

            Assert.Equal(Expected(layouts[2], [.. values, .. values, .. values]), Read(first, buckets));
            Assert.Equal(Expected(layouts[2], [.. values, .. values, .. values]), Read(first, [.. buckets.Reverse()]));
            Assert.Equal(Expected(layouts[1], [.. values]), Read(layouts[1], buckets[0]));
        }));
    }

    [Fact]
    public void A_copy_that_is_not_committed_does_not_count()
    {
        var buckets = new NativeBuckets(Layout);
        Add(buckets, Layout, 2);
        var snapshot = new NativeHistogramSnapshot(Layout, default);

        buckets.CopyTo(ref snapshot);
        buckets.CopyTo(ref snapshot);
        snapshot.Commit();
        buckets.CopyTo(ref snapshot);

        Assert.Equal("schema:0 threshold:0 zero:0 -[] +[1:1]", NativeText.Of(snapshot.ToSample()));
        snapshot.Dispose();
    }

    private static NativeLayout[] CreateReductions()
    {
        var once = Layout.ReduceResolution();
        return [Layout, once, once.ReduceResolution()];
    }

    private static bool Add(NativeBuckets buckets, NativeLayout layout, double value) => buckets.Add(layout, layout.KeyOf(value));

    private static string Read(NativeBuckets buckets) => Read(Layout, buckets);

    private static string Read(NativeLayout layout, params ReadOnlySpan<NativeBuckets> all)
    {
        var snapshot = new NativeHistogramSnapshot(layout, default);
        try
        {
            foreach (var buckets in all)
            {
                buckets.CopyTo(ref snapshot);
                snapshot.Commit();
            }

            return NativeText.Of(snapshot.ToSample());
        }
        finally
        {
            snapshot.Dispose();
        }
    }

    private static string Expected(NativeLayout layout, double[] values)
    {
        var keys = values.Select(layout.KeyOf).GroupBy(key => key).ToDictionary(group => group.Key, group => group.Count());
        string Side(bool negative) => string.Join(' ', keys
            .Where(pair => BucketKey.IsRegular(pair.Key) && BucketKey.IsNegative(pair.Key) == negative)
            .OrderBy(pair => BucketKey.IndexOf(pair.Key))
            .Select(pair => $"{BucketKey.IndexOf(pair.Key)}:{pair.Value}"));
        var zero = keys.GetValueOrDefault(BucketKey.Zero);
        return FormattableString.Invariant(
            $"schema:{layout.Schema} threshold:{layout.ZeroThreshold} zero:{zero} -[{Side(negative: true)}] +[{Side(negative: false)}]");
    }
}
