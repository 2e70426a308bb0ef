using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

public class UnknownTests : EngineTest
{
    private readonly IUnknown _unknown;

    public UnknownTests() => _unknown = Factory.CreateUnknown("x", "Help.");

    [Fact]
    public void It_shows_zero_before_its_first_use()
    {
        Assert.Equal(0, _unknown.Value);
        Assert.Equal(["x 0"], Scrape.Lines(Registry));
    }

    [Theory]
    [InlineData(-2.5)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(double.NegativeInfinity)]
    public void It_may_be_any_number(double value)
    {
        _unknown.Set(value);

        Assert.Equal(value, _unknown.Value);
        Assert.Equal(value, Registry.GetSampleValue("x"));
    }

    [Fact]
    public void It_may_have_labels_and_a_unit()
    {
        var family = Factory.CreateUnknown("size", "", ["k"], new UnknownOptions { Unit = "bytes" });

        family.WithLabels("1").Set(3);

        Assert.Equal(["size_bytes{k=\"1\"} 3", "x 0"], Scrape.Lines(Registry));
        Assert.NotSame(family, Factory.CreateUnknown("other", "", "k"));
        Assert.Same(_unknown, Factory.CreateUnknown("x", "Help.", new UnknownOptions()));
        Assert.Throws<InvalidOperationException>(() => Factory.CreateUnknown("size_bytes", "", "k"));
        Assert.Throws<InvalidOperationException>(() => Factory.CreateGauge("x", "Help."));
    }

    //
    [Fact]
    public void It_reads_right_in_each_format()
    {
        _unknown.Set(42);

        Assert.Equal(["# HELP x Help.", "# TYPE x untyped", "x 42"], Scrape.Lines(Registry, ExpositionFormat.Text));
        Assert.Equal(["# TYPE x unknown", "# HELP x Help.", "x 42"], Scrape.Lines(Registry, ExpositionFormat.OpenMetrics));
    }

    [Fact]
    public void Using_it_allocates_nothing() => Assert.Equal(0, Allocations.OfThousandCalls(() => _unknown.Set(1)));
}
