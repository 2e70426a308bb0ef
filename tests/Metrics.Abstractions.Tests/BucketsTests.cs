namespace PrometheusMetrics.Tests;

public class BucketsTests
{
    //
    [Fact]
    public void The_default_goes_from_5_ms_to_10_s() =>
        Assert.Equal([0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10], Buckets.Default);

    // A change of one array does not reach other callers.
    [Fact]
    public void The_default_is_a_new_array_each_time()
    {
        Buckets.Default[0] = 1;

        Assert.Equal(0.005, Buckets.Default[0]);
    }

    // the count is the number of finite bounds.
    [Fact]
    public void Linear_bounds_are_at_equal_distances() => Assert.Equal([1, 3, 5], Buckets.Linear(1, 2, 3));

    //
    [Fact]
    public void Exponential_bounds_grow_by_a_factor() => Assert.Equal([1, 2, 4, 8], Buckets.Exponential(1, 2, 4));

    [Fact]
    public void One_bound_is_enough()
    {
        Assert.Equal([7], Buckets.Linear(7, 1, 1));
        Assert.Equal([7], Buckets.Exponential(7, 2, 1));
    }

    [Fact]
    public void Linear_bounds_may_begin_below_zero() => Assert.Equal([-1, 0, 1], Buckets.Linear(-1, 1, 3));

    // 'le' is part of the identity of a series, and nobody writes 0.30000000000000004.
    [Fact]
    public void Bounds_are_the_decimals_that_people_write()
    {
        Assert.Equal([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7], Buckets.Linear(0.1, 0.1, 7));
        Assert.Equal([-0.3, -0.2, -0.1, 0, 0.1], Buckets.Linear(-0.3, 0.1, 5));
        Assert.Equal(10, Buckets.Linear(0.1, 0.1, 100)[99]);
        Assert.Equal([0.001, 0.01, 0.1, 1, 10, 100, 1000], Buckets.Exponential(1e-3, 10, 7));
        Assert.Equal([0.1, 0.3, 0.9, 2.7], Buckets.Exponential(0.1, 3, 4));
        Assert.Equal([0.7, 0.84, 1.008, 1.2096], Buckets.Exponential(0.7, 1.2, 4));
    }

    // 28 digits after the point are too few for them.
    [Fact]
    public void Small_bounds_keep_all_their_digits()
    {
        Assert.Equal([1e-27, 1.5e-27, 2.25e-27, 3.375e-27], Buckets.Exponential(1e-27, 1.5, 4), (x, y) => Math.Abs(x - y) <= x * 1e-15);
        Assert.Equal(1.02e-27, Buckets.Exponential(1e-27, 1.02, 2)[1], 1e-42);
    }

    [Fact]
    public void A_bound_of_zero_has_no_sign() => Assert.False(double.IsNegative(Buckets.Linear(-1, 1, 3)[1]));

    [Theory]
    [InlineData(1e-300)]
    [InlineData(1e-27)]
    [InlineData(1e27)]
    [InlineData(1e300)]
    [InlineData(Math.PI)]
    public void Bounds_may_be_smaller_greater_or_finer_than_a_decimal(double start)
    {
        Assert.Equal([start, start * 2, start * 4, start * 8, start * 16, start * 32, start * 64], Buckets.Exponential(start, 2, 7));
        Assert.Equal([start, start * 2, start * 3, start * 4], Buckets.Linear(start, start, 4), (x, y) => Math.Abs(x - y) <= x * 1e-15);
    }

    //
    [Theory]
    [InlineData(0, 0, 3)]
    [InlineData(0, -1, 3)]
    [InlineData(0, double.NaN, 3)]
    [InlineData(0, double.PositiveInfinity, 3)]
    [InlineData(double.NaN, 1, 3)]
    [InlineData(double.NegativeInfinity, 1, 3)]
    [InlineData(0, 1, 0)]
    [InlineData(0, 1, -1)]
    public void Linear_refuses_what_gives_no_bounds(double start, double width, int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Buckets.Linear(start, width, count));

    //
    [Theory]
    [InlineData(0, 2, 3)]
    [InlineData(-1, 2, 3)]
    [InlineData(double.NaN, 2, 3)]
    [InlineData(double.PositiveInfinity, 2, 3)]
    [InlineData(1, 1, 3)]
    [InlineData(1, 0.5, 3)]
    [InlineData(1, double.NaN, 3)]
    [InlineData(1, double.PositiveInfinity, 3)]
    [InlineData(1, 2, 0)]
    public void Exponential_refuses_what_gives_no_bounds(double start, double factor, int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Buckets.Exponential(start, factor, count));

    [Fact]
    public void Bounds_that_would_not_grow_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Buckets.Linear(1e17, 1, 3));

    [Fact]
    public void Bounds_that_would_reach_infinity_are_refused_and_counted_in_the_message()
    {
        var refusal = Assert.Throws<ArgumentOutOfRangeException>(() => Buckets.Exponential(1, 10, 400));

        Assert.Contains("Bound 310 of 400", refusal.Message, StringComparison.Ordinal);
    }
}
