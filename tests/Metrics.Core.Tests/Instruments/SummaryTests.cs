using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

public class SummaryTests : EngineTest
{
    //
    [Fact]
    public void It_shows_count_and_sum_before_its_first_use_and_no_quantiles()
    {
        Factory.CreateSummary("s", "");

        Assert.Equal(["s count:0 sum:0"], Scrape.Lines(Registry));
    }

    //
    [Fact]
    public void Observations_count_and_add_up()
    {
        var summary = Factory.CreateSummary("s", "");

        summary.Observe(1.5);
        summary.Observe(-0.5);
        summary.Observe(0);

        Assert.Equal(["s count:3 sum:1"], Scrape.Lines(Registry));
    }

    // The summary of another library counts NaN and then throws in the measured code.
    [Fact]
    public void Infinities_are_counted_NaN_is_not_and_neither_is_thrown()
    {
        var summary = Factory.CreateSummary("s", "");

        summary.Observe(double.PositiveInfinity);
        summary.Observe(double.NaN);
        Assert.Equal("s count:1 sum:Infinity", Scrape.Lines(Registry)[^1]);

        summary.Observe(double.NegativeInfinity);
        Assert.Equal("s count:2 sum:NaN", Scrape.Lines(Registry)[^1]);
    }

    //
    [Fact]
    public void NaN_is_in_no_quantile()
    {
        var summary = Factory.CreateSummary("s", "", new SummaryOptions { Objectives = [new(0.5, 0.05)] });

        summary.Observe(double.NaN);
        Assert.Equal("s 0.5:NaN count:0 sum:0", Scrape.Lines(Registry)[^1]);

        summary.Observe(5);
        summary.Observe(double.NaN);
        Assert.Equal("s 0.5:5 count:1 sum:5", Scrape.Lines(Registry)[^1]);
    }

    // whatever its window forgets.
    [Fact]
    public void It_knows_when_it_was_created()
    {
        var created = Clock.UtcNow;
        var summary = Factory.CreateSummary("s", "", new SummaryOptions { Objectives = [new(0.5, 0.05)] });
        for (var i = 0; i < 10; i++)
        {
            Clock.Advance(TimeSpan.FromHours(1));
            summary.Observe(1);
        }

        Assert.Equal(created, Assert.Single(Scrape.From(Registry).Find("s")!.Samples).Created);
    }

    //
    [Fact]
    public void A_timer_observes_seconds()
    {
        using (Factory.CreateSummary("s", "").StartTimer(Clock))
        {
            Clock.Advance(TimeSpan.FromMilliseconds(1500));
        }

        Assert.Equal(["s count:1 sum:1.5"], Scrape.Lines(Registry));
    }

    [Fact]
    public void Observing_allocates_nothing()
    {
        var summary = Factory.CreateSummary("s", "");

        Assert.Equal(0, Allocations.OfThousandCalls(() => summary.Observe(1)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void The_window_lasts_longer_than_nothing(int seconds)
    {
        var options = new SummaryOptions { MaxAge = TimeSpan.FromSeconds(seconds) };

        var refusal = Assert.Throws<ArgumentOutOfRangeException>(() => Factory.CreateSummary("s", "", options));

        Assert.Contains("MaxAge of 's' must be more than zero", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Scrape.Lines(Registry));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(101)]
    public void The_window_slides_in_1_to_100_steps(int steps)
    {
        var options = new SummaryOptions { AgeBuckets = steps };

        var refusal = Assert.Throws<ArgumentOutOfRangeException>(() => Factory.CreateSummary("s", "", options));

        Assert.Contains("AgeBuckets of 's' must be 1 to 100", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_ends_of_the_range_are_allowed()
    {
        Assert.NotNull(Factory.CreateSummary("s", "", new SummaryOptions { AgeBuckets = 1, MaxAge = TimeSpan.FromTicks(1) }));
        Assert.NotNull(Factory.CreateSummary("t", "", new SummaryOptions { AgeBuckets = 100, MaxAge = TimeSpan.MaxValue }));
    }
}
