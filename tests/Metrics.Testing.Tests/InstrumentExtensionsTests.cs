using PrometheusMetrics.Testing;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Testing;

public class InstrumentExtensionsTests : EngineTest
{
    public static TheoryData<string> Kinds =>
    [
        "classic", "native", "both", "summary", "labelled", "labelled native", "labelled summary", "typed", "constant",
        "of a labelled registry", "hidden",
    ];

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

    [Fact]
    public void A_family_in_a_static_field_is_read_series_by_series()
    {
        Measured.Duration.WithLabels("web").Observe(2);
        Measured.Duration.WithLabels("app").Observe(0.5);
        Measured.Duration.WithLabels("app").Observe(0.25);

        Assert.Equal((1, 2), (Measured.Duration.WithLabels("web").GetCount(), Measured.Duration.WithLabels("web").GetSum()));
        Assert.Equal((2, 0.75), (Measured.Duration.WithLabels("app").GetCount(), Measured.Duration.WithLabels("app").GetSum()));
        Assert.Equal(0.75, Measured.Registry.GetHistogram("request_duration_seconds", ("client", "app")).Sum);
    }

    private IHistogram Hidden()
    {
        var family = Factory.CreateHistogram("h", "", ["a"], new HistogramOptions { HiddenUntilWritten = true });
        return family.WithLabels("1");
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
            "labelled native" => Factory.CreateHistogram("h", "", ["a"], new HistogramOptions { Native = new() }).WithLabels("1"),
            "labelled summary" => Factory.CreateSummary("h", "", "a").WithLabels("1"),
            "typed" => Factory.CreateHistogram<DayOfWeek>("h", "", "day").WithLabels(DayOfWeek.Monday),
            "of a labelled registry" => new MetricFactory(new MetricRegistry(new() { Labels = new() { ["team"] = "web" } }))
                .CreateHistogram("h", "", "a").WithLabels("1"),
            "hidden" => Hidden(),
            _ => Factory.WithConstantLabels(("a", "1")).CreateHistogram("h", ""),
        };
    }

    private static class Measured
    {
        public static readonly MetricRegistry Registry = new();

        public static readonly IMetricFamily<IHistogram> Duration =
            new MetricFactory(Registry).CreateHistogram("request_duration_seconds", "", "client");
    }
}
