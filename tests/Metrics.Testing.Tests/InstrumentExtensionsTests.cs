using PrometheusMetrics.Testing;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Testing;

public class InstrumentExtensionsTests : EngineTest
{
    public static TheoryData<string> Kinds => ["classic", "native", "both", "summary", "labelled", "constant"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_count_and_the_sum_of_a_distribution_are_read(string kind)
    {
        var distribution = Create(kind);

        Assert.Equal((0, 0), (distribution.GetCount(), distribution.GetSum()));
        distribution.Observe(0.25);
        distribution.Observe(3);

        Assert.Equal((2, 3.25), (distribution.GetCount(), distribution.GetSum()));
    }

    [Fact]
    public void An_instrument_that_records_nothing_cannot_be_read()
    {
        var histogram = NullMetricFactory.Instance.CreateHistogram("h", "");

        var exception = Assert.Throws<ArgumentException>("distribution", () => histogram.GetCount());
        Assert.Contains("create the instrument with a MetricFactory", exception.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => histogram.GetSum());
        Assert.Throws<ArgumentNullException>(() => ((IHistogram)null!).GetCount());
    }

    private IDistribution Create(string kind)
    {
        double[] buckets = [1, 2];
        return kind switch
        {
            "classic" => Factory.CreateHistogram("h", "", new HistogramOptions { Buckets = buckets }),
            "native" => Factory.CreateHistogram("h", "", new HistogramOptions { Native = new() }),
            "both" => Factory.CreateHistogram("h", "", new HistogramOptions { Buckets = buckets, Native = new() }),
            "summary" => Factory.CreateSummary("h", ""),
            "labelled" => Factory.CreateHistogram("h", "", "a").WithLabels("1"),
            _ => Factory.WithConstantLabels(("a", "1")).CreateHistogram("h", ""),
        };
    }
}
