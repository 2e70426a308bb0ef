using FsCheck.Fluent;
using PrometheusMetrics.Tests.Instruments.Native;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

public class CounterIncToTests : EngineTest
{
    private readonly ICounter _counter;

    public CounterIncToTests() => _counter = Factory.CreateCounter("x_total", "Help.");

    [Fact]
    public void It_raises_to_the_total_of_another_system()
    {
        _counter.IncTo(5);
        Assert.Equal(5, _counter.Value);

        _counter.IncTo(7.5);
        Assert.Equal(7.5, _counter.Value);
        Assert.Equal(["x_total 7.5"], Scrape.Lines(Registry));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.0)]
    [InlineData(4.999)]
    [InlineData(5)]
    public void A_value_that_is_not_greater_changes_nothing(double value)
    {
        _counter.Inc(5);

        _counter.IncTo(value);

        Assert.Equal(5, _counter.Value);
    }

    [Fact]
    public void It_counts_on_from_there()
    {
        _counter.Inc(2.5);
        _counter.IncTo(5);
        Assert.Equal(5, _counter.Value);

        _counter.Inc();
        _counter.Inc(0.25);
        _counter.IncWithExemplar(1, ("a", "b"));
        Assert.Equal(7.25, _counter.Value);

        _counter.IncTo(7);
        Assert.Equal(7.25, _counter.Value);
        _counter.IncTo(10);
        Assert.Equal(10, _counter.Value);
    }

    // 0.9 - 0.3 is no double, and 0.3 + 0.6 is less than 0.9.
    [Theory]
    [InlineData(0.3, 0.9)]
    [InlineData(1.3, 1.9)]
    [InlineData(2.5, 5)]
    [InlineData(0.1, 9007199254740994)]
    [InlineData(0.5, 9007199254740995e3)]
    [InlineData(1, 9007199254740994)]
    [InlineData(9007199254740993, 9007199254740996)]
    [InlineData(16777217.5, 1e300)]
    [InlineData(double.Epsilon, 1)]
    public void The_value_is_reached_exactly(double before, double value)
    {
        _counter.Inc(before);

        _counter.IncTo(value);

        Assert.Equal(value, _counter.Value);
    }

    //
    [Fact]
    public void Ones_count_after_a_total_above_2_to_the_53()
    {
        _counter.IncTo(9007199254740994);
        _counter.Inc();
        _counter.Inc();

        Assert.Equal(9007199254740996, _counter.Value);
    }

    //
    [Theory]
    [InlineData(-1)]
    [InlineData(-double.Epsilon)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void What_is_no_total_is_refused_and_changes_nothing(double value)
    {
        _counter.IncTo(7.5);

        var refusal = Assert.Throws<ArgumentOutOfRangeException>(nameof(value), () => _counter.IncTo(value));

        Assert.Contains("'x_total' can be raised to a finite total of zero or more only", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(7.5, _counter.Value);
    }

    [Fact]
    public void Series_with_labels_have_totals_of_their_own()
    {
        var family = Factory.CreateCounter("y_total", "", "day");
        var shard = Factory.WithConstantLabels(("shard", "7")).CreateCounter("z_total", "", "n").WithLabelTypes<int>();

        family.WithLabels("Monday").IncTo(3);
        family.WithLabelTypes<DayOfWeek>().WithLabels(DayOfWeek.Monday).IncTo(2);
        family.WithLabelTypes<DayOfWeek>().WithLabels(DayOfWeek.Friday).IncTo(4);
        shard.WithLabels(1).IncTo(5);

        Assert.Equal(
            [
                "x_total 0",
                "y_total{day=\"Monday\"} 3",
                "y_total{day=\"Friday\"} 4",
                "z_total{shard=\"7\",n=\"1\"} 5",
            ],
            Scrape.Lines(Registry));
    }

    [Fact]
    public void An_idle_counter_that_is_raised_is_exposed_again()
    {
        var options = new CounterOptions { IdleTimeout = TimeSpan.FromHours(1) };
        var counter = Factory.CreateCounter("y_total", "", ["a"], options).WithLabels("1");
        counter.IncTo(5);
        Scrape.From(Registry);
        Clock.Advance(TimeSpan.FromHours(1));
        Assert.DoesNotContain("y_total{a=\"1\"} 5", Scrape.Lines(Registry));

        counter.IncTo(6);

        Assert.Contains("y_total{a=\"1\"} 6", Scrape.Lines(Registry));
    }

    [Fact]
    public void Raising_allocates_nothing()
    {
        var total = 0.0;
        _counter.IncTo(0.5);

        Assert.Equal(0, Allocations.OfThousandCalls(() => _counter.IncTo(total += 0.75)));
    }

    [Fact]
    public void Whatever_was_added_it_is_the_greater_of_both()
    {
        var amounts = Gen.OneOf(
            Gen.Choose(0, 100).Select(number => (double)number),
            Gen.Choose(1, 1 << 30).Select(number => number / 1e6),
            Doubles.Positive.Where(double.IsFinite));
        var step = from raises in Gen.Elements(true, false) from amount in amounts select (raises, amount);

        Doubles.Check(Prop.ForAll(step.ListOf(20).ToArbitrary(), steps =>
        {
            var counter = Factory.CreateCounter("any_total", "", "a").WithLabels($"{Guid.NewGuid()}");
            return steps.All(step =>
            {
                var before = counter.Value;
                if (!step.raises)
                {
                    counter.Inc(step.amount);
                    return counter.Value >= before;
                }

                counter.IncTo(step.amount);
                return counter.Value.Equals(Math.Max(before, step.amount));
            });
        }));
    }
}
