using PrometheusMetrics.Instruments;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments.Shapes;

public class ObjectivesTests
{
    [Fact]
    public void The_same_objectives_are_equal_in_any_order()
    {
        var objectives = new Objectives([new(0.5, 0.05), new(0.9, 0.01), new(0.99, 0.001)]);

        Assert.True(objectives.Equals(new Objectives([new(0.99, 0.001), new(0.5, 0.05), new(0.9, 0.01)])));
        Assert.True(new Objectives([]).Equals(new Objectives(null)));
    }

    [Fact]
    public void Other_objectives_are_not_equal()
    {
        var objectives = new Objectives([new(0.5, 0.05), new(0.9, 0.01)]);

        Assert.All(
            new QuantileObjective[][]
            {
                [new(0.5, 0.05)],
                [new(0.5, 0.05), new(0.9, 0.02)],
                [new(0.5, 0.05), new(0.5, 0.05)],
                [new(0.5, 0.05), new(0.9, 0.01), new(0.9, 0.01)],
                [new(double.NaN, 0.05), new(0.9, 0.01)],
                [],
            },
            other =>
            {
                Assert.False(objectives.Equals(new Objectives(other)));
                Assert.False(new Objectives(other).Equals(objectives));
            });
    }

    [Fact]
    public void A_comparison_allocates_nothing()
    {
        var same = new Objectives([new(0.9, 0.01), new(0.5, 0.05)]);
        var objectives = new Objectives([new(0.5, 0.05), new(0.9, 0.01)]);

        Assert.Equal(0, Allocations.OfThousandCalls(() => objectives.Equals(same)));
    }
}
