using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

/// <summary>NaN is dropped and counted: it would make the sum NaN for ever.</summary>
//
public class DroppedObservationTests : EngineTest
{
    public static TheoryData<string> Kinds => [.. Families.Keys];

    private static Dictionary<string, Func<IMetricFactory, Family>> Families { get; } = new()
    {
        ["classic histogram"] = factory => Histogram(factory, new() { Buckets = [1, 2] }),
        ["classic histogram with many buckets"] = factory => Histogram(factory, new() { Buckets = Buckets.Linear(1, 1, 1000) }),
        ["histogram without bounds"] = factory => Histogram(factory, new() { Buckets = [] }),
        ["native histogram"] = factory => Histogram(factory, new() { Native = new() }),
        ["native histogram with classic buckets"] = factory => Histogram(factory, new() { Native = new(), Buckets = [1, 2] }),
        ["histogram with traces"] = factory => Histogram(factory, new() { Exemplars = new() { FromActivity = true } }),
        ["native histogram with traces"] =
            factory => Histogram(factory, new() { Native = new(), Exemplars = new() { FromActivity = true } }),
        ["summary"] = factory => new Family(factory.CreateSummary("d", "", "a").WithLabels),
        ["summary with quantiles"] = factory => new Family(
            factory.CreateSummary("d", "", ["a"], new SummaryOptions { Objectives = [new(0.5, 0.05)] }).WithLabels),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_changes_no_series(string kind)
    {
        var series = Families[kind](Factory).WithLabels("x");
        series.Observe(1.5);
        var before = Scrape.Lines(Registry);

        series.Observe(double.NaN);
        series.Observe(-double.NaN);

        Assert.Equal([.. before, "metrics_observations_dropped_total{family=\"d\"} 2"], Scrape.Lines(Registry));
        Assert.Equal(1.5, Registry.GetSampleValue("d_sum", ("a", "x")));
        Assert.Equal(1, Registry.GetSampleValue("d_count", ("a", "x")));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_family_counts_those_of_all_its_series(string kind)
    {
        var family = Families[kind](Factory);

        family.WithLabels("x").Observe(double.NaN);
        family.WithLabels("y").Observe(double.NaN);
        Families[kind](Factory.WithPrefix("other")).WithLabels("x").Observe(double.NaN);

        Assert.Equal((2, 1), (Dropped("d"), Dropped("other_d")));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void It_allocates_nothing(string kind)
    {
        var series = Families[kind](Factory).WithLabels("x");

        Assert.Equal(0, Allocations.OfThousandCalls(() => series.Observe(double.NaN)));
    }

    // Infinities are observations.
    [Theory]
    [MemberData(nameof(Kinds))]
    public void Nothing_else_is_dropped(string kind)
    {
        var series = Families[kind](Factory).WithLabels("x");
        double[] values =
            [0, -0.0, -1, double.Epsilon, double.MaxValue, double.MinValue, double.PositiveInfinity, double.NegativeInfinity];

        foreach (var value in values)
        {
            series.Observe(value);
        }

        Assert.Equal(values.Length, Registry.GetSampleValue("d_count", ("a", "x")));
        Assert.Null(Dropped("d"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Its_exemplar_is_dropped_and_counted_too(bool isNative)
    {
        var histogram = Factory.CreateHistogram(
            "h", "", new HistogramOptions { Buckets = [1], Native = isNative ? new() : null });

        histogram.ObserveWithExemplar(double.NaN, ("a", "b"));

        Assert.Equal((1, 1), (Dropped("h"), Registry.GetSampleValue("metrics_exemplars_dropped_total", ("family", "h"))));
        Assert.Equal(0, Registry.GetSampleValue("h_count"));
        Assert.DoesNotContain(
            Scrape.Lines(Registry, ExpositionFormat.OpenMetrics),
            line => line.Contains(" # ", StringComparison.Ordinal));
    }

    [Fact]
    public void It_is_no_change_that_keeps_a_series()
    {
        var timeout = TimeSpan.FromMinutes(1);
        var histogram = Factory.CreateHistogram("h", "", ["a"], new HistogramOptions { IdleTimeout = timeout }).WithLabels("x");
        var summary = Factory.CreateSummary("s", "", ["a"], new SummaryOptions { IdleTimeout = timeout }).WithLabels("x");
        Assert.Equal(2, Scrape.Lines(Registry).Length);

        Clock.Advance(timeout + TimeSpan.FromSeconds(1));
        histogram.Observe(double.NaN);
        summary.Observe(double.NaN);

        Assert.All(Scrape.Lines(Registry), line => Assert.StartsWith("metrics_", line, StringComparison.Ordinal));
    }

    private static Family Histogram(IMetricFactory factory, HistogramOptions options) =>
        new(factory.CreateHistogram("d", "", ["a"], options).WithLabels);

    private double? Dropped(string family) => Registry.FindSampleValue("metrics_observations_dropped_total", ("family", family));

    private delegate IDistribution SeriesOf(params ReadOnlySpan<string> labelValues);

    private sealed class Family(SeriesOf withLabels)
    {
        public IDistribution WithLabels(string value) => withLabels(value);
    }
}
