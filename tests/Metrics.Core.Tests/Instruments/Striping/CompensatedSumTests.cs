using PrometheusMetrics.Instruments;

namespace PrometheusMetrics.Tests.Instruments.Striping;

public class CompensatedSumTests
{
    [Fact]
    public void It_keeps_what_a_plain_sum_loses()
    {
        Assert.Equal(2, Sum(1e16, 1, 1, -1e16));
        Assert.Equal(0.1, Sum(1e15, 0.1, -1e15));
    }

    // The parts of a total are folded into each other in any order, and it must not fall because of that.
    [Fact]
    public void It_does_not_depend_on_the_order()
    {
        var random = new Random(1);
        for (var turn = 0; turn < 1000; turn++)
        {
            var terms = Enumerable.Range(0, 20).Select(_ => Math.ScaleB(random.NextDouble(), random.Next(-20, 20))).ToArray();
            var before = Sum(terms);
            random.Shuffle(terms);

            Assert.Equal(before, Sum(terms));
        }
    }

    [Theory]
    [InlineData(double.PositiveInfinity, 1, double.PositiveInfinity)]
    [InlineData(1, double.NegativeInfinity, double.NegativeInfinity)]
    [InlineData(double.MaxValue, double.MaxValue, double.PositiveInfinity)]
    [InlineData(double.PositiveInfinity, double.NegativeInfinity, double.NaN)]
    [InlineData(double.NaN, 1, double.NaN)]
    public void It_is_that_of_doubles_where_it_is_not_finite(double one, double other, double sum) =>
        Assert.Equal(sum, Sum(one, other, 1));

    [Fact]
    public void The_remainder_is_what_the_rounded_value_lacks()
    {
        var sum = new CompensatedSum(1e16);
        sum.Add(0.25);

        Assert.Equal((1e16, 0.25), (sum.Value, sum.Remainder));
    }

    private static double Sum(params double[] terms)
    {
        var sum = new CompensatedSum();
        foreach (var term in terms)
        {
            sum.Add(term);
        }

        return sum.Value;
    }
}
