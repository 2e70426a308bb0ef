using FsCheck.Fluent;
using PrometheusMetrics.Instruments;

namespace PrometheusMetrics.Tests.Instruments.Native;

public class NativeLayoutTests
{
    public static TheoryData<int> Schemas => [.. Enumerable.Range(-4, 13)];

    //
    [Theory]
    [InlineData(5e-324, -67, -134, -268, -537, -1074, -2148, -4296, -8592, -17184, -34368, -68736, -137472, -274944)]
    [InlineData(2.2250738585072014e-308, -63, -127, -255, -511, -1022, -2044, -4088, -8176, -16352, -32704, -65408, -130816, -261632)]
    [InlineData(2.938735877055719e-39, -8, -16, -32, -64, -128, -256, -512, -1024, -2048, -4096, -8192, -16384, -32768)]
    [InlineData(0.001, 0, -1, -2, -4, -9, -19, -39, -79, -159, -318, -637, -1275, -2551)]
    [InlineData(0.1, 0, 0, 0, -1, -3, -6, -13, -26, -53, -106, -212, -425, -850)]
    [InlineData(0.5, 0, 0, 0, 0, -1, -2, -4, -8, -16, -32, -64, -128, -256)]
    [InlineData(0.99, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -3)]
    [InlineData(1.0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)]
    [InlineData(1.0000000000000002, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)]
    [InlineData(1.1, 1, 1, 1, 1, 1, 1, 1, 2, 3, 5, 9, 18, 36)]
    [InlineData(1.5, 1, 1, 1, 1, 1, 2, 3, 5, 10, 19, 38, 75, 150)]
    [InlineData(2.0, 1, 1, 1, 1, 1, 2, 4, 8, 16, 32, 64, 128, 256)]
    [InlineData(3.0, 1, 1, 1, 1, 2, 4, 7, 13, 26, 51, 102, 203, 406)]
    [InlineData(10.0, 1, 1, 1, 2, 4, 7, 14, 27, 54, 107, 213, 426, 851)]
    [InlineData(1e6, 2, 3, 5, 10, 20, 40, 80, 160, 319, 638, 1276, 2552, 5103)]
    [InlineData(1e100, 21, 42, 84, 167, 333, 665, 1329, 2658, 5316, 10631, 21261, 42521, 85042)]
    [InlineData(double.MaxValue, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768, 65536, 131072, 262144)]
    [InlineData(double.PositiveInfinity, 65, 129, 257, 513, 1025, 2049, 4097, 8193, 16385, 32769, 65537, 131073, 262145)]
    public void A_value_has_the_index_of_the_standard_in_every_schema(double value, params int[] indexes)
    {
        Assert.Equal(indexes, Enumerable.Range(-4, 13).Select(schema => IndexOf(schema, value)));
        Assert.Equal(indexes, Enumerable.Range(-4, 13).Select(schema => IndexOf(schema, -value)));
    }

    //
    [Fact]
    public void An_upper_bound_is_inclusive_and_a_lower_one_exclusive()
    {
        Assert.Equal(1, IndexOf(0, 2));
        Assert.Equal(2, IndexOf(0, 2.0000000000000004));
        Assert.Equal(0, IndexOf(0, 1));
    }

    //
    [Theory]
    [MemberData(nameof(Schemas))]
    public void A_value_lies_between_the_bounds_of_its_bucket(int schema)
    {
        var numbers = Gen.OneOf(Doubles.Positive, Doubles.NearBounds(schema)).ToArbitrary();

        Doubles.Check(Prop.ForAll(numbers, value =>
        {
            var index = IndexOf(schema, value);
            return NativeBounds.UpperBound(schema, index - 1) < value && value <= NativeBounds.UpperBound(schema, index);
        }));
    }

    //
    [Theory]
    [MemberData(nameof(Schemas))]
    public void Infinity_is_next_to_the_largest_number(int schema) =>
        Assert.Equal(IndexOf(schema, double.MaxValue) + 1, IndexOf(schema, double.PositiveInfinity));

    //
    [Theory]
    [InlineData(1e-40, true)]
    [InlineData(-1e-40, true)]
    [InlineData(2.938735877055719e-39, true)]
    [InlineData(2.9387358770557194e-39, false)]
    [InlineData(3e-39, false)]
    [InlineData(-3e-39, false)]
    [InlineData(0.0, true)]
    public void What_is_not_above_the_threshold_is_zero(double value, bool isZero) =>
        Assert.Equal(isZero, new NativeLayout(3, 2.938735877055719e-39).KeyOf(value) == BucketKey.Zero);

    //
    [Fact]
    public void A_threshold_of_zero_is_for_zero_alone()
    {
        var layout = new NativeLayout(3, 0);

        Assert.Equal(BucketKey.Zero, layout.KeyOf(0.0));
        Assert.Equal(BucketKey.Zero, layout.KeyOf(-0.0));
        Assert.True(BucketKey.IsRegular(layout.KeyOf(double.Epsilon)));
    }

    //
    [Fact]
    public void A_threshold_that_is_no_bound_overlaps_with_one_bucket()
    {
        var layout = new NativeLayout(0, 0.0015);

        Assert.Equal(BucketKey.Zero, layout.KeyOf(0.0014));
        Assert.Equal(-9, BucketKey.IndexOf(layout.KeyOf(0.0016)));
    }

    [Fact]
    public void The_whole_range_may_be_zero()
    {
        var layout = new NativeLayout(0, double.MaxValue);

        Assert.Equal(BucketKey.Zero, layout.KeyOf(double.MinValue));
        Assert.Equal(1025, BucketKey.IndexOf(layout.KeyOf(double.PositiveInfinity)));
        Assert.Equal(BucketKey.None, layout.KeyOf(double.NaN));
    }

    //
    [Fact]
    public void NaN_is_in_no_bucket()
    {
        Assert.Equal(BucketKey.None, new NativeLayout(3, 0).KeyOf(double.NaN));
        Assert.Equal(BucketKey.None, new NativeLayout(3, 0).KeyOf(BitConverter.Int64BitsToDouble(0x7FF0000000000001)));
        Assert.Equal(BucketKey.None, new NativeLayout(3, 0).KeyOf(BitConverter.Int64BitsToDouble(-1)));
    }

    //
    [Fact]
    public void A_reduced_resolution_joins_two_buckets()
    {
        var before = new NativeLayout(3, 0);
        var after = before.ReduceResolution();

        Assert.Equal(2, after.Schema);
        Assert.Equal(
            [1, 1, 2, 4, 0, 0, -1, -1],
            new[] { 1, 2, 3, 8, 0, -1, -2, -3 }.Select(index => BucketKey.IndexOf(after.KeyOf(BucketKey.Create(index, 0), before))));
    }

    //
    [Fact]
    public void Widening_moves_the_lowest_buckets_of_both_signs_to_zero()
    {
        var before = new NativeLayout(0, 0);
        var after = before.WidenZeroBucket(-3);

        Assert.Equal(0.125, after.ZeroThreshold);
        Assert.Equal(BucketKey.Zero, after.KeyOf(before.KeyOf(0.125), before));
        Assert.Equal(BucketKey.Zero, after.KeyOf(before.KeyOf(-1e-9), before));
        Assert.Equal(BucketKey.Create(-2, -1), after.KeyOf(before.KeyOf(-0.13), before));
        Assert.Equal(BucketKey.None, after.KeyOf(BucketKey.None, before));
        Assert.Equal(BucketKey.Zero, after.KeyOf(BucketKey.Zero, before));
    }

    // whatever the bucket reductions and their order, earlier observations are in the buckets of equal later ones.
    [Fact]
    public void Any_layout_finds_the_buckets_of_its_ancestors_as_if_their_values_came_now()
    {
        var cases =
            from first in Gen.Choose(-4, 8)
            from steps in Gen.Choose(-1074, 40).ListOf(6)
            from values in Gen.OneOf(Doubles.Any, Doubles.NearBounds(first)).ListOf(20)
            select (first, steps, values);

        Doubles.Check(Prop.ForAll(cases.ToArbitrary(), given =>
        {
            var layouts = Layouts(given.first, given.steps);
            return given.values.All(
                value => layouts.All(before => layouts[^1].KeyOf(value) == layouts[^1].KeyOf(before.KeyOf(value), before)));
        }));
    }

    // Every third step widens the zero bucket up to a power of two, if that is wider than before; the others halve the resolution.
    private static List<NativeLayout> Layouts(int schema, IEnumerable<int> steps)
    {
        var layouts = new List<NativeLayout> { new(schema, 0) };
        foreach (var step in steps)
        {
            var last = layouts[^1];
            var index = BucketKey.IndexOf(last.KeyOf(Math.ScaleB(1, step)));
            if (step % 3 == 0 && NativeBounds.UpperBound(last.Schema, index) > last.ZeroThreshold)
            {
                layouts.Add(last.WidenZeroBucket(index));
            }
            else if (last.Schema > -4)
            {
                layouts.Add(last.ReduceResolution());
            }
        }

        return layouts;
    }

    private static int IndexOf(int schema, double value) => BucketKey.IndexOf(new NativeLayout(schema, 0).KeyOf(value));
}
