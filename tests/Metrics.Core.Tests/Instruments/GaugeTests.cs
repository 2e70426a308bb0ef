using System.Globalization;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

public class GaugeTests : EngineTest
{
    private readonly IGauge _gauge;

    public GaugeTests() => _gauge = Factory.CreateGauge("x", "Help.");

    //
    [Fact]
    public void It_shows_zero_before_its_first_use()
    {
        Assert.Equal(0, _gauge.Value);
        Assert.Equal(["x 0"], Scrape.Lines(Registry));
    }

    //
    [Fact]
    public void It_goes_up_and_down()
    {
        _gauge.Set(10);
        _gauge.Inc();
        _gauge.Dec(2.5);
        Assert.Equal(8.5, _gauge.Value);

        _gauge.Dec();
        _gauge.Inc(0.5);
        _gauge.Inc(-3);
        _gauge.Dec(-1);
        Assert.Equal(6, _gauge.Value);
    }

    //
    [Fact]
    public void It_may_begin_elsewhere()
    {
        var gauge = Factory.CreateGauge("y", "", new GaugeOptions { InitialValue = 5 });
        var family = Factory.CreateGauge("z", "", ["a"], new GaugeOptions { InitialValue = 6 });

        Assert.Equal((5, 6), (gauge.Value, family.WithLabels("1").Value));
    }

    //
    [Fact]
    public void It_can_be_set_to_the_time()
    {
        Clock.UtcNow = DateTimeOffset.FromUnixTimeMilliseconds(1_790_000_000_250);

        _gauge.SetToCurrentTime();

        Assert.Equal(1_790_000_000.25, _gauge.Value);
    }

    [Theory]
    [InlineData("2026-09-21T14:13:20.25Z", 1_790_000_000.25)]
    [InlineData("2026-09-21T16:13:20.25+02:00", 1_790_000_000.25)]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    [InlineData("1969-12-31T23:59:58.5Z", -1.5)]
    [InlineData("0001-01-01T00:00:00Z", -62135596800)]
    public void It_can_be_set_to_any_time(string time, double seconds)
    {
        _gauge.SetToTime(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture));

        Assert.Equal(seconds, _gauge.Value);
    }

    //
    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    [InlineData(-0.0)]
    [InlineData(double.MinValue)]
    public void It_may_be_any_number(double value)
    {
        _gauge.Set(value);

        Assert.Equal(value, _gauge.Value);
        Assert.Equal(value, Registry.GetSampleValue("x"));
    }

    // The gauge of another library throws at every Inc once it was NaN.
    [Fact]
    public void It_recovers_from_NaN()
    {
        _gauge.Set(double.NaN);
        _gauge.Inc();
        Assert.Equal(double.NaN, _gauge.Value);

        _gauge.Set(5);
        _gauge.Inc();
        Assert.Equal(6, _gauge.Value);
    }

    [Fact]
    public void Using_it_allocates_nothing() => Assert.Equal(0, Allocations.OfThousandCalls(() =>
    {
        _gauge.Set(1);
        _gauge.Inc();
        _gauge.Dec(0.5);
        _gauge.SetToCurrentTime();
        _gauge.SetToTime(DateTimeOffset.UnixEpoch);
    }));

    //
    [Fact]
    public void Things_in_progress_are_tracked()
    {
        using (_gauge.TrackInProgress())
        {
            Assert.Equal(["x 1"], Scrape.Lines(Registry));
        }

        Assert.Equal(["x 0"], Scrape.Lines(Registry));
    }

    //
    [Fact]
    public void A_timer_sets_it()
    {
        using (_gauge.StartTimer(Clock))
        {
            Clock.Advance(TimeSpan.FromMilliseconds(250));
        }

        Assert.Equal(0.25, _gauge.Value);
    }
}
