using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Registry;

/// <summary>An ill-formed exemplar of a collector is dropped and counted, as one of an instrument is; its sample is exposed.</summary>
// R-177, R-178, R-179, R-184
public class ReportedExemplarTests : EngineTest
{
    private static readonly MetricDescriptor Counter = new(MetricType.Counter, "c", "");
    private static readonly MetricDescriptor Histogram = new(MetricType.Histogram, "h", "");
    private static readonly MetricDescriptor GaugeHistogram = new(MetricType.GaugeHistogram, "gh", "");
    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeSeconds(1000);

    private string[]? _lines;

    public static TheoryData<string> Reasons => [.. IllFormed.Keys];

    private static Dictionary<string, LabelSet> IllFormed { get; } = new()
    {
        ["a NUL"] = LabelSet.Create(("order", "17\0")),
        ["a NUL in the second of two values"] = LabelSet.Create(("order", "17"), ("path", "\0")),
        ["129 characters"] = LabelSet.Create(("a", new string('x', 128))),
        ["le"] = LabelSet.Create(("le", "1")),
        ["quantile"] = LabelSet.Create(("a", "b"), ("quantile", "1")),
    };

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Of_a_counter(string reason)
    {
        Collect(Counter, v => v.Counter(LabelSet.Empty, new CounterSample(3) { Exemplar = new Exemplar(IllFormed[reason], 1) }));

        Assert.Equal(["c_total 3"], Samples("c_"));
        Assert.Equal("1", Dropped("c_total"));
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Of_a_bucket_beside_others_that_are_kept(string reason)
    {
        var (good, bad) = (LabelSet.Create(("a", "b")), IllFormed[reason]);
        Collect(Histogram, v => v.Histogram(
            LabelSet.Empty,
            new HistogramSample([1, 2], [1, 1, 1], 4.5)
            {
                Exemplars = [new Exemplar(good, 0.5), new Exemplar(bad, 1.5), new Exemplar(bad, 3)],
            }));

        Assert.Equal(
            ["h_bucket{le=\"1.0\"} 1 # {a=\"b\"} 0.5", "h_bucket{le=\"2.0\"} 2", "h_bucket{le=\"+Inf\"} 3", "h_count 3", "h_sum 4.5"],
            Samples("h_"));
        Assert.Equal("2", Dropped("h"));
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Of_native_buckets_beside_others_that_are_kept(string reason)
    {
        var (good, bad) = (LabelSet.Create(("a", "b")), IllFormed[reason]);
        Collect(Histogram, v => v.Histogram(
            LabelSet.Empty,
            new HistogramSample([], [3], 6)
            {
                Native = new NativeHistogramSample(0, 0, 3)
                {
                    Exemplars = [new Exemplar(bad, 1, Time), new Exemplar(good, 2, Time), new Exemplar(bad, 3, Time)],
                },
            }));

        Assert.Equal("2", Dropped("h"));
        Assert.Equal("Infinity:3 sum:6 schema:0 threshold:0 zero:3 -[] +[] #2", Scrape.From(Registry).Find("h")!.Samples.Single().Text);
    }

    [Fact]
    public void Of_a_gauge_histogram()
    {
        Collect(GaugeHistogram, v => v.Histogram(
            LabelSet.Empty, new HistogramSample([], [1], 1) { Exemplars = [new Exemplar(IllFormed["a NUL"], 1)] }));

        Assert.Equal(["gh_bucket{le=\"+Inf\"} 1", "gh_gcount 1", "gh_gsum 1"], Samples("gh_"));
        Assert.Equal("1", Dropped("gh"));
    }

    [Fact]
    public void Of_NaN()
    {
        Collect(Counter, v => v.Counter(LabelSet.Empty, new CounterSample(3) { Exemplar = new Exemplar(LabelSet.Empty, double.NaN) }));
        Collect(Histogram, v => v.Histogram(
            LabelSet.Empty, new HistogramSample([], [1], 1) { Exemplars = [new Exemplar(LabelSet.Empty, double.NaN)] }));

        Assert.Equal(["c_total 3"], Samples("c_"));
        Assert.Equal("h_bucket{le=\"+Inf\"} 1", Samples("h_")[0]);
        Assert.Equal(("1", "1"), (Dropped("c_total"), Dropped("h")));
    }

    [Fact]
    public void Of_a_value_outside_its_bucket()
    {
        var labels = LabelSet.Create(("a", "b"));
        Collect(Histogram, v => v.Histogram(
            LabelSet.Empty,
            new HistogramSample([1], [1, 1], 3) { Exemplars = [new Exemplar(labels, 1.5), new Exemplar(labels, 1)] }));

        Assert.DoesNotContain(Samples("h_"), line => line.Contains('#', StringComparison.Ordinal));
        Assert.Equal("2", Dropped("h"));
    }

    [Fact]
    public void It_is_counted_at_each_collection_and_the_collector_has_not_failed()
    {
        Collect(Counter, v => v.Counter(LabelSet.Empty, new CounterSample(3) { Exemplar = new Exemplar(IllFormed["a NUL"], 1) }));

        Scrape.Lines(Registry);
        Scrape.Lines(Registry);

        Assert.Equal("3", Dropped("c_total"));
        Assert.DoesNotContain(Collected(), line => line.StartsWith("metrics_collector_errors", StringComparison.Ordinal));
    }

    [Fact]
    public void None_is_counted_where_all_are_well_formed()
    {
        var exemplar = new Exemplar(LabelSet.Create(("a", new string('x', 127))), double.PositiveInfinity, Time);
        Collect(Histogram, v => v.Histogram(
            LabelSet.Empty, new HistogramSample([1], [0, 1], 1) { Exemplars = [null, exemplar] }));

        Assert.Contains(" # {a=\"xxx", Samples("h_")[1], StringComparison.Ordinal);
        Assert.Equal("none", Dropped("h"));
    }

    private void Collect(MetricDescriptor family, Action<MetricVisitor> report) => Registry.Register(new TestCollector([family], visitor =>
    {
        visitor.BeginFamily(family);
        report(visitor);
        visitor.EndFamily();
    }));

    // One collection: each drops the exemplars anew.
    private string[] Collected() => _lines ??= Scrape.Lines(Registry, ExpositionFormat.OpenMetrics);

    private string[] Samples(string prefix) => [.. Collected().Where(line => line.StartsWith(prefix, StringComparison.Ordinal))];

    private string Dropped(string family) =>
        Samples($"metrics_exemplars_dropped_total{{family=\"{family}\"}} ").SingleOrDefault()?.Split(' ')[1] ?? "none";
}
