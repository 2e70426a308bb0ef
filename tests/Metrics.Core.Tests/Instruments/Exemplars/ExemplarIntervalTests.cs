using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments.Exemplars;

/// <summary>The minimum time between two exemplars of a slot.</summary>
public class ExemplarIntervalTests : ExemplarTest
{
    [Fact]
    public void For_a_second_if_nothing_is_said()
    {
        var counter = Counter();

        counter.IncWithExemplar(1, ("n", "1"));
        Clock.Advance(TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(1));
        counter.IncWithExemplar(1, ("n", "2"));
        Assert.Equal($"2 # {{n=\"1\"}} 1 {Now}", Shown("x_total"));

        Clock.Advance(TimeSpan.FromTicks(1));
        counter.IncWithExemplar(1, ("n", "3"));
        Assert.Equal("3 # {n=\"3\"} 1 1767225601", Shown("x_total"));
    }

    [Fact]
    public void As_long_as_the_options_say()
    {
        var histogram = Histogram(new ExemplarOptions { MinInterval = TimeSpan.FromMinutes(1) }, 1);

        histogram.ObserveWithExemplar(0.1, ("n", "1"));
        Clock.Advance(TimeSpan.FromSeconds(59));
        histogram.ObserveWithExemplar(0.2, ("n", "2"));
        Assert.Equal($"2 # {{n=\"1\"}} 0.1 {Now}", Shown("h_bucket{le=\"1.0\"}"));

        Clock.Advance(TimeSpan.FromSeconds(1));
        histogram.ObserveWithExemplar(0.3, ("n", "3"));
        Assert.Equal("3 # {n=\"3\"} 0.3 1767225660", Shown("h_bucket{le=\"1.0\"}"));
    }

    [Fact]
    public void Each_bucket_waits_for_itself()
    {
        var histogram = Histogram(1, 2);

        histogram.ObserveWithExemplar(0.5, ("n", "1"));
        histogram.ObserveWithExemplar(1.5, ("n", "2"));
        histogram.ObserveWithExemplar(0.6, ("n", "3"));

        Assert.Equal($"2 # {{n=\"1\"}} 0.5 {Now}", Shown("h_bucket{le=\"1.0\"}"));
        Assert.Equal($"3 # {{n=\"2\"}} 1.5 {Now}", Shown("h_bucket{le=\"2.0\"}"));
    }

    [Fact]
    public void Zero_takes_every_one()
    {
        var counter = Counter(new ExemplarOptions { MinInterval = TimeSpan.Zero });

        for (var i = 1; i <= 3; i++)
        {
            counter.IncWithExemplar(1, ("n", $"{i}"));
            Assert.Equal($"{i} # {{n=\"{i}\"}} 1 {Now}", Shown("x_total"));
        }
    }

    [Fact]
    public void The_longest_takes_the_first_one_alone()
    {
        var counter = Counter(new ExemplarOptions { MinInterval = TimeSpan.MaxValue });

        counter.IncWithExemplar(1, ("n", "1"));
        Clock.Advance(TimeSpan.FromDays(1000));
        counter.IncWithExemplar(1, ("n", "2"));

        Assert.Equal($"2 # {{n=\"1\"}} 1 {Now}", Shown("x_total"));
    }

    // The time of day may be set; only timestamps measure elapsed time.
    [Fact]
    public void By_timestamps_and_not_by_the_time_of_day()
    {
        var counter = Counter();

        counter.IncWithExemplar(1, ("n", "1"));
        Clock.UtcNow += TimeSpan.FromDays(1);
        counter.IncWithExemplar(1, ("n", "2"));
        Assert.Equal($"2 # {{n=\"1\"}} 1 {Now}", Shown("x_total"));

        Clock.UtcNow -= TimeSpan.FromDays(1);
        Clock.Timestamp += Clock.TimestampFrequency;
        counter.IncWithExemplar(1, ("n", "3"));
        Assert.Equal($"3 # {{n=\"3\"}} 1 {Now}", Shown("x_total"));
    }

    // Timestamps may begin below zero.
    [Fact]
    public void The_first_one_waits_for_nothing()
    {
        Clock.Timestamp = -Clock.TimestampFrequency;

        Counter().IncWithExemplar(1, ("n", "1"));

        Assert.Equal($"1 # {{n=\"1\"}} 1 {Now}", Shown("x_total"));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void Less_than_zero_is_refused(long ticks)
    {
        var exemplars = new ExemplarOptions { MinInterval = TimeSpan.FromTicks(ticks) };

        var refusal = Assert.Throws<ArgumentOutOfRangeException>("options", () => Counter(exemplars));
        Assert.Contains("MinInterval of the exemplars of 'x_total' must be zero or more", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>("options", () => Histogram(exemplars, 1));
        Assert.Empty(Scrape.Lines(Registry));
    }
}
