using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

public class CounterTests : EngineTest
{
    private readonly ICounter _counter;

    public CounterTests() => _counter = Factory.CreateCounter("x_total", "Help.");

    //
    [Fact]
    public void It_shows_zero_before_its_first_use()
    {
        Assert.Equal(0, _counter.Value);
        Assert.Equal(["x_total 0"], Scrape.Lines(Registry));
    }

    //
    [Fact]
    public void Inc_adds_one()
    {
        _counter.Inc();
        _counter.Inc();
        _counter.Inc();

        Assert.Equal(3, _counter.Value);
        Assert.Equal(["x_total 3"], Scrape.Lines(Registry));
    }

    //
    [Theory]
    [InlineData(2.5)]
    [InlineData(0)]
    [InlineData(-0.0)]
    [InlineData(double.Epsilon)]
    [InlineData(4294967295)]
    [InlineData(4294967296)]
    [InlineData(4294967295.5)]
    [InlineData(double.MaxValue)]
    public void Inc_adds_any_finite_amount(double amount)
    {
        _counter.Inc(amount);

        Assert.Equal(amount, _counter.Value);
        Assert.False(double.IsNegative(_counter.Value));
    }

    [Fact]
    public void Integers_and_fractions_add_up()
    {
        _counter.Inc();
        _counter.Inc(0.25);
        _counter.Inc(41);
        _counter.Inc(0.5);

        Assert.Equal(42.75, _counter.Value);
    }

    // R-020, R-021 (NaN passes a test for "less than zero"), R-022
    [Theory]
    [InlineData(-1)]
    [InlineData(-0.5)]
    [InlineData(-double.Epsilon)]
    [InlineData(double.MinValue)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void What_a_counter_cannot_hold_is_refused_and_changes_nothing(double amount)
    {
        _counter.Inc(7.5);

        var refusal = Assert.Throws<ArgumentOutOfRangeException>("value", () => _counter.Inc(amount));

        Assert.Contains("The counter 'x_total' only increases", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Use a gauge", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(7.5, _counter.Value);
    }

    //
    [Fact]
    public void It_never_falls()
    {
        _counter.Inc(1e300);
        _counter.Inc();

        Assert.True(_counter.Value >= 1e300);
    }

    // where doubles lie two apart, adding ones to a double is lost.
    [Fact]
    public void Ones_count_above_2_to_the_53()
    {
        _counter.Inc(9007199254740992);
        _counter.Inc();
        _counter.Inc();

        Assert.Equal(9007199254740994, _counter.Value);
    }

    //
    [Fact]
    public void Ones_count_above_2_to_the_53_after_large_increments()
    {
        for (var i = 0; i < 1 << 21; i++)
        {
            _counter.Inc(4294967295);
        }

        _counter.Inc(1 << 21);
        _counter.Inc();
        _counter.Inc();

        Assert.Equal(9007199254740994, _counter.Value);
    }

    //
    [Fact]
    public void It_knows_when_it_was_created()
    {
        var created = Clock.UtcNow;
        Clock.Advance(TimeSpan.FromHours(1));
        _counter.Inc();

        Assert.Equal(created, Assert.Single(Scrape.From(Registry).Find("x_total")!.Samples).Created);
    }

    [Fact]
    public void Counting_allocates_nothing() => Assert.Equal(0, Allocations.OfThousandCalls(() =>
    {
        _counter.Inc();
        _counter.Inc(3);
        _counter.Inc(0.5);
    }));
}
