using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

public class HistogramTests : EngineTest
{
    //
    [Fact]
    public void It_shows_empty_buckets_before_its_first_use()
    {
        Create(1, 2);

        Assert.Equal(["h 1:0 2:0 Infinity:0 sum:0"], Scrape.Lines(Registry));
    }

    //
    [Fact]
    public void It_has_the_default_buckets_if_none_are_given()
    {
        Factory.CreateHistogram("h", "");

        Assert.Equal(["h 0.005:0 0.01:0 0.025:0 0.05:0 0.1:0 0.25:0 0.5:0 1:0 2.5:0 5:0 10:0 Infinity:0 sum:0"], Scrape.Lines(Registry));
    }

    //
    [Fact]
    public void A_bound_is_inclusive()
    {
        var histogram = Create(1, 2);

        for (var i = 0; i < 10; i++)
        {
            histogram.Observe(1);
        }

        histogram.Observe(Math.BitIncrement(1.0));
        Assert.Equal("1:10 2:1 Infinity:0 sum:11", Recorded());
        Assert.Equal(11, Registry.GetSampleValue("h_bucket", ("le", "2")));
    }

    //
    [Fact]
    public void Empty_buckets_show_in_every_scrape()
    {
        Create(1, 2).Observe(5);

        Assert.Equal("1:0 2:0 Infinity:1 sum:5", Recorded());
        Assert.Equal(Recorded(), Recorded());
    }

    //
    [Fact]
    public void NaN_is_not_observed()
    {
        var histogram = Create(1);

        histogram.Observe(double.NaN);
        histogram.Observe(1);

        Assert.Equal("1:1 Infinity:0 sum:1", Recorded());
    }

    //
    [Fact]
    public void Infinities_count_in_the_outermost_buckets()
    {
        var histogram = Create(1);

        histogram.Observe(double.NegativeInfinity);
        Assert.Equal("1:1 Infinity:0 sum:-Infinity", Recorded());

        histogram.Observe(double.PositiveInfinity);
        Assert.Equal("1:1 Infinity:1 sum:NaN", Recorded());
    }

    [Fact]
    public void Negative_observations_lower_the_sum()
    {
        var histogram = Create(-1, 0, 1);

        histogram.Observe(-2);
        histogram.Observe(-0.5);
        histogram.Observe(0);

        Assert.Equal("-1:1 0:2 1:0 Infinity:0 sum:-2.5", Recorded());
    }

    //
    [Fact]
    public void An_explicit_last_bound_of_infinity_is_the_one_that_is_there()
    {
        Create(1, double.PositiveInfinity).Observe(3);

        Assert.Equal("1:0 Infinity:1 sum:3", Recorded());
    }

    [Theory]
    [InlineData]
    [InlineData(double.PositiveInfinity)]
    public void One_bucket_for_all_is_possible(params double[] bounds)
    {
        Create(bounds).Observe(3);

        Assert.Equal("Infinity:1 sum:3", Recorded());
    }

    //
    [Fact]
    public void Minus_infinity_may_be_the_first_bound()
    {
        var histogram = Create(double.NegativeInfinity, 1);

        histogram.Observe(double.NegativeInfinity);
        histogram.Observe(double.MinValue);

        Assert.StartsWith("-Infinity:1 1:1 Infinity:0", Recorded(), StringComparison.Ordinal);
    }

    //
    [Theory]
    [InlineData(1.0, 1.0)]
    [InlineData(2.0, 1.0)]
    [InlineData(1.0, double.NaN)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity, 1.0)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(1.0, double.NegativeInfinity)]
    [InlineData(0.0, -0.0)]
    public void Bounds_that_do_not_increase_are_refused(params double[] bounds)
    {
        var refusal = Assert.Throws<ArgumentException>("options", () => Create(bounds));

        Assert.Contains("Buckets must increase strictly", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(Scrape.Lines(Registry));
    }

    //
    [Fact]
    public void The_callers_array_is_copied()
    {
        double[] bounds = [1, 2];
        var options = new HistogramOptions { Buckets = bounds };
        var histogram = Factory.CreateHistogram("h", "", options);

        bounds[0] = 100;
        histogram.Observe(1.5);

        Assert.Equal("1:0 2:1 Infinity:0 sum:1.5", Recorded());
    }

    // Above some number of buckets a scrape rents its memory elsewhere.
    [Theory]
    [InlineData(62)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(1000)]
    public void It_may_have_many_buckets(int count)
    {
        var histogram = Create(Buckets.Linear(1, 1, count));

        for (var i = 1; i <= count + 1; i++)
        {
            histogram.Observe(i);
        }

        var expected = string.Join(' ', Enumerable.Range(1, count).Select(i => $"{i}:1"))
            + $" Infinity:1 sum:{(count + 1) * (count + 2) / 2}";
        Assert.Equal(expected, Recorded());
        Assert.Equal(expected, Recorded());
    }

    [Fact]
    public void It_knows_when_it_was_created()
    {
        var created = Clock.UtcNow;
        Create(1);
        Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(created, Sample().Created);
    }

    //
    [Fact]
    public void A_timer_observes_seconds()
    {
        using (Create(1, 2).StartTimer(Clock))
        {
            Clock.Advance(TimeSpan.FromMilliseconds(1500));
        }

        Assert.Equal("1:0 2:1 Infinity:0 sum:1.5", Recorded());
    }

    [Fact]
    public void Observing_allocates_nothing()
    {
        var histogram = Create(1, 2);

        Assert.Equal(0, Allocations.OfThousandCalls(() => histogram.Observe(1.5)));
    }

    [Fact]
    public void A_row_of_bounds_stands_for_options()
    {
        Factory.CreateHistogram("a", "", ["l"], Buckets.Linear(1, 1, 2)).WithLabels("x").Observe(2);

        Assert.Same(Factory.CreateHistogram("b", ""), Factory.CreateHistogram("b", "", Buckets.Default));
        Assert.Equal("a{l=\"x\"} 1:0 2:1 Infinity:0 sum:2", Scrape.Lines(Registry)[0]);
    }

    private IHistogram Create(params double[] bounds) => Factory.CreateHistogram("h", "", new HistogramOptions { Buckets = bounds });

    private RecordedSample Sample() => Assert.Single(Scrape.From(Registry).Find("h")!.Samples);

    private string Recorded() => Sample().Text;
}
