using PrometheusMetrics.Instruments;

namespace PrometheusMetrics.Tests.Instruments.Quantiles;

public sealed class QuantileObjectivesTests
{
    //
    [Theory]
    [InlineData(1.01, 0.01)]
    [InlineData(-0.1, 0.01)]
    [InlineData(double.NaN, 0.01)]
    [InlineData(double.PositiveInfinity, 0.01)]
    [InlineData(0.5, 2)]
    [InlineData(0.5, -0.001)]
    [InlineData(0.5, double.NaN)]
    public void A_quantile_or_an_error_outside_0_to_1_is_refused(double quantile, double error)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => QuantileObjectives.Create([new(0.9, 0.01), new(quantile, error)], "s"));
    }

    //
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(0.5, 0)]
    [InlineData(0.5, 1)]
    public void The_ends_of_the_ranges_are_allowed(double quantile, double error)
    {
        Assert.Equal([quantile], QuantileObjectives.Create([new(quantile, error)], "s").Quantiles);
    }

    //
    [Fact]
    public void A_quantile_that_is_there_twice_is_refused()
    {
        var refusal = Assert.Throws<ArgumentException>(
            "options", () => QuantileObjectives.Create([new(0.5, 0.05), new(0.9, 0.01), new(0.5, 0.01)], "s"));
        Assert.Contains("0.5 occurs twice", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_refusal_says_what_to_write()
    {
        var refusal = Assert.Throws<ArgumentOutOfRangeException>("options", () => QuantileObjectives.Create([new(99, 0.001)], "s"));
        Assert.Contains("write 0.99", refusal.Message, StringComparison.Ordinal);
    }

    //
    [Fact]
    public void Objectives_are_sorted_whatever_their_order()
    {
        QuantileObjective[] given = [new(0.99, 0.001), new(0.5, 0.05), new(0.9, 0.01)];
        var objectives = QuantileObjectives.Create(given, "s");

        Assert.Equal([0.5, 0.9, 0.99], objectives.Quantiles);
        Assert.Equal(0.99, given[0].Quantile);
    }

    [Fact]
    public void Objectives_are_copied()
    {
        QuantileObjective[] given = [new(0.5, 0.05)];
        var objectives = QuantileObjectives.Create(given, "s");
        given[0] = new(0.9, 0.01);

        Assert.Equal([0.5], objectives.Quantiles);
    }

    // R-375 below 500 values, R-367 above: the middle of the permitted ranks, unless there is only one.
    [Theory]
    [InlineData(0.5, 0.05, 499, 250)]
    [InlineData(0.5, 0.05, 501, 250.5)]
    [InlineData(0.5, 0.001, 999, 500)]
    [InlineData(0.5, 0.001, 1001, 500.5)]
    [InlineData(0.5, 0, 1_000_001, 500_001)]
    [InlineData(0, 0.1, 1000, 1)]
    [InlineData(1, 0.1, 1000, 1000)]
    public void The_target_of_an_estimate_is_the_middle_of_the_permitted_ranks(double quantile, double error, long total, double rank)
    {
        Assert.Equal(rank, QuantileObjectives.Create([new(quantile, error)], "s").TargetRank(0, total));
    }
}
