using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Exposition;

public class FlatSampleVisitorTests : EngineTest
{
    private static readonly DateTimeOffset Time = DateTimeOffset.UnixEpoch.AddSeconds(5);

    private readonly Recorder _recorder = new();

    [Fact]
    public void A_counter_a_gauge_an_info_and_an_unknown_are_one_number()
    {
        var labels = LabelSet.Create(("a", "1"));
        Begin(MetricType.Counter, "c");
        _recorder.Counter(labels, new CounterSample(2) { Timestamp = Time });
        Begin(MetricType.Gauge, "g");
        _recorder.Gauge(labels, new GaugeSample(-1.5) { Timestamp = Time });
        Begin(MetricType.Info, "i");
        _recorder.Info(labels, new InfoSample { Timestamp = Time });
        Begin(MetricType.Unknown, "u");
        _recorder.Unknown(labels, new UnknownSample(double.NaN) { Timestamp = Time });

        Assert.Equal(
            ["""c_total[]{a="1"} 2 @5""", """g[]{a="1"} -1.5 @5""", """i_info[]{a="1"} 1 @5""", """u[]{a="1"} NaN @5"""],
            _recorder.Seen);
    }

    [Fact]
    public void A_histogram_is_its_cumulative_buckets_its_count_and_its_sum()
    {
        Begin(MetricType.Histogram, "h");
        _recorder.Histogram(LabelSet.Empty, new HistogramSample([0.5, 1e6], [1, 0, 2], 3.25));

        Assert.Equal(
            [
                "h_bucket[_bucket]{} le=0.5 (0.5) 1",
                "h_bucket[_bucket]{} le=1e+06 (1000000) 1",
                "h_bucket[_bucket]{} le=+Inf (Infinity) 3",
                "h_count[_count]{} 3",
                "h_sum[_sum]{} 3.25",
            ],
            _recorder.Seen);
    }

    [Fact]
    public void A_summary_is_its_quantiles_its_count_and_its_sum()
    {
        Begin(MetricType.Summary, "s");
        _recorder.Summary(LabelSet.Empty, new SummarySample(4, 10, [0.5, 0.99], [2, 3]));

        Assert.Equal(
            ["s[]{} quantile=0.5 (0.5) 2", "s[]{} quantile=0.99 (0.99) 3", "s_count[_count]{} 4", "s_sum[_sum]{} 10"], _recorder.Seen);
    }

    [Fact]
    public void A_state_set_is_a_number_for_each_state()
    {
        Begin(MetricType.StateSet, "power");
        _recorder.StateSet(LabelSet.Empty, new StateSetSample(["on", "off"], [true, false]));

        Assert.Equal(["power[]{} power=on () 1", "power[]{} power=off () 0"], _recorder.Seen);
    }

    [Fact]
    public void It_sees_the_numbers_that_the_text_format_writes()
    {
        Factory.CreateCounter("c", "", "a").WithLabels("1").Inc(2);
        Factory.CreateHistogram("h", "", new HistogramOptions { Buckets = [0.1, 10] }).Observe(1);
        Factory.CreateSummary("s", "", new SummaryOptions { Objectives = [new(0.5, 0.05)] }).Observe(3);
        var flat = new Lines();

        using var reader = Registry.Read();
        while (reader.Read(flat))
        {
        }

        Assert.Equal(
            Scrape.Lines(Registry, ExpositionFormat.Text).Where(line => line[0] != '#').Order(StringComparer.Ordinal),
            flat.Seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_sample_before_a_family_is_refused()
    {
        var exception = Assert.Throws<InvalidOperationException>(() => _recorder.Gauge(LabelSet.Empty, new GaugeSample(1)));

        Assert.Contains("call BeginFamily first", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_derived_visitor_is_told_of_each_family()
    {
        Begin(MetricType.Gauge, "x");
        Begin(MetricType.Gauge, "y");

        Assert.Equal(["x", "y"], _recorder.Families);
    }

    private void Begin(MetricType type, string name) => _recorder.BeginFamily(new MetricDescriptor(type, name, ""));

    private sealed class Recorder : FlatSampleVisitor
    {
        public List<string> Seen { get; } = [];

        public List<string> Families { get; } = [];

        protected override void OnFamilyBegun() => Families.Add(Family.Name);

        protected override void Visit(in FlatSample sample)
        {
            var part = sample.PartLabel is { } label
                ? FormattableString.Invariant($"{label.Name}={label.Value} ({sample.PartNumber}) ")
                : "";
            var time = sample.Timestamp is { } at ? FormattableString.Invariant($" @{at.ToUnixTimeSeconds()}") : "";
            Seen.Add(FormattableString.Invariant($"{sample.Name}[{sample.Suffix}]{{{sample.Labels}}} {part}{sample.Value}{time}"));
        }
    }

    private sealed class Lines : FlatSampleVisitor
    {
        public List<string> Seen { get; } = [];

        protected override void Visit(in FlatSample sample)
        {
            var labels = sample.PartLabel is { } part ? $"{part.Name}=\"{part.Value}\"" : sample.Labels.ToString();
            Seen.Add(FormattableString.Invariant($"{sample.Name}{(labels.Length == 0 ? "" : $"{{{labels}}}")} {sample.Value}"));
        }
    }
}
