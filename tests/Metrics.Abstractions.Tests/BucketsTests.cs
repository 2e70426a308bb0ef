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

    // A running sum would give 0.30000000000000004 or worse, and 'le' is part of the identity of a series.
    [Fact]
    public void Bounds_are_reckoned_from_the_start_so_that_errors_do_not_add_up()
    {
        Assert.Equal(0.1 + (0.1 * 99), Buckets.Linear(0.1, 0.1, 100)[99]);
        Assert.Equal(1e-3 * Math.Pow(10, 6), Buckets.Exponential(1e-3, 10, 7)[6]);
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
