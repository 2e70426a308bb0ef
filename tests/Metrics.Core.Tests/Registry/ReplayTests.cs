using System.Globalization;
using System.Text;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Registry;

/// <summary>A valid report is replayed unchanged.</summary>
public class ReplayTests : EngineTest
{
    private static readonly DateTimeOffset Created = DateTimeOffset.FromUnixTimeSeconds(1000);
    private static readonly DateTimeOffset Timestamp = DateTimeOffset.FromUnixTimeSeconds(2000);

    [Fact]
    public void Every_type_keeps_every_field()
    {
        var collector = EveryType();
        Registry.Register(collector);

        var (direct, replayed) = (RecordingVisitor.Of(collector), Scrape.From(Registry));

        Assert.Equal(8, direct.Families.Count);
        foreach (var family in direct.Families)
        {
            var other = replayed.Find(family.Name);
            Assert.Equal((family.Type, family.Help, family.Unit), (other?.Type, other?.Help, other?.Unit));
            Assert.Equal(family.Samples, other?.Samples);
        }
    }

    [Fact]
    public async Task Exemplars_are_kept_too()
    {
        Registry.Register(EveryType());
        using var body = new MemoryStream();

        await ExpositionSerializer.WriteAsync(Registry, ExpositionFormat.OpenMetrics, body);

        var text = Encoding.UTF8.GetString(body.ToArray());
        Assert.Contains("# {trace=\"c\"} 0.5", text, StringComparison.Ordinal);
        Assert.Contains("# {trace=\"h\"} 0.25", text, StringComparison.Ordinal);
    }

    // The collector may use its buffers again.
    [Fact]
    public void What_was_reported_is_copied()
    {
        var family = new MetricDescriptor(MetricType.Histogram, "h", "", "a");
        Registry.Register(new TestCollector([family], visitor =>
        {
            double[] bounds = [1];
            long[] counts = [0, 0];
            visitor.BeginFamily(family);
            for (var i = 1; i <= 2; i++)
            {
                (bounds[0], counts[0]) = (i, i);
                visitor.Histogram(family.Labels($"{i}"), new HistogramSample(bounds, counts, i));
            }

            visitor.EndFamily();
        }));

        Assert.Equal(["h{a=\"1\"} 1:1 Infinity:0 sum:1", "h{a=\"2\"} 2:2 Infinity:0 sum:2"], Scrape.Lines(Registry));
    }

    // As the label value that it becomes: U+FFFD is what a format writes for an unpaired surrogate.
    [Theory]
    [InlineData(0xD800)]
    [InlineData(0xDFFF)]
    [InlineData(0xFFFD)]
    public void A_state_is_recorded_well_formed(int character)
    {
        var state = $"a{(char)character}";
        var family = new MetricDescriptor(MetricType.StateSet, "s", "");
        Registry.Register(new TestCollector([family], visitor =>
        {
            visitor.BeginFamily(family);
            visitor.StateSet(LabelSet.Empty, new StateSetSample([state, "\ud83d\ude00"], [true, false]) { Timestamp = Timestamp });
            visitor.EndFamily();
        }));

        var recorded = Assert.Single(Scrape.From(Registry).Find("s")!.Samples);
        Assert.Equal(("a\ufffd:1 \ud83d\ude00:0", Timestamp), (recorded.Text, recorded.Timestamp));
        Assert.Equal(1, Registry.GetSampleValue("s", ("s", "a\ufffd")));
        Assert.Equal(1, Registry.GetSampleValue("s", ("s", state)));
    }

    // NaN is in no native bucket, so that a sum of NaN allows fewer of them.
    [Fact]
    public void Native_buckets_are_kept_and_copied()
    {
        var family = new MetricDescriptor(MetricType.Histogram, "h", "", "a");
        Registry.Register(new TestCollector([family], visitor =>
        {
            int[] indexes = [0, 5];
            long[] counts = [1, 2];
            visitor.BeginFamily(family);
            foreach (var sum in new[] { 4.5, double.NaN })
            {
                var native = new NativeHistogramSample(3, 0.5, 1)
                {
                    NegativeIndexes = indexes,
                    NegativeCounts = counts,
                    Exemplars = [new Exemplar(LabelSet.Empty, -1, Created)],
                };
                visitor.Histogram(
                    family.Labels(sum.ToString(CultureInfo.InvariantCulture)),
                    new HistogramSample([], [double.IsNaN(sum) ? 5 : 4], sum) { Native = native });
                (indexes[0], counts[0]) = (-7, 1);
            }

            visitor.Histogram(
                family.Labels("positive"),
                new HistogramSample([], [3], 4)
                {
                    Native = new NativeHistogramSample(3, 0, 0) { PositiveIndexes = [-1, 8193], PositiveCounts = [1, 2] },
                });
            visitor.Histogram(family.Labels("empty"), new HistogramSample([], [0], 0) { Native = new NativeHistogramSample(-4, 0, 0) });
            visitor.EndFamily();
        }));

        Assert.Equal(
            [
                "h{a=\"4.5\"} Infinity:4 sum:4.5 schema:3 threshold:0.5 zero:1 -[0:1 5:2] +[] #-1",
                "h{a=\"NaN\"} Infinity:5 sum:NaN schema:3 threshold:0.5 zero:1 -[-7:1 5:2] +[] #-1",
                "h{a=\"positive\"} Infinity:3 sum:4 schema:3 threshold:0 zero:0 -[] +[-1:1 8193:2]",
                "h{a=\"empty\"} Infinity:0 sum:0 schema:-4 threshold:0 zero:0 -[] +[]",
            ],
            Scrape.Lines(Registry));
    }

    //
    [Fact]
    public void Label_names_may_differ_within_a_family()
    {
        var family = new MetricDescriptor(MetricType.Gauge, "m", "");
        Registry.Register(new TestCollector([family], visitor =>
        {
            visitor.BeginFamily(family);
            visitor.Gauge(LabelSet.Create(("a", "1")), new GaugeSample(1));
            visitor.Gauge(LabelSet.Create(("b", "1")), new GaugeSample(2));
            visitor.Gauge(LabelSet.Create(("a", "1"), ("b", "1")), new GaugeSample(3));
            visitor.EndFamily();
        }));

        Assert.Equal(["m{a=\"1\"} 1", "m{b=\"1\"} 2", "m{a=\"1\",b=\"1\"} 3"], Scrape.Lines(Registry));
    }

    [Fact]
    public void A_declared_family_may_be_described_anew_or_left_out()
    {
        var declared = new MetricDescriptor(MetricType.Counter, "x", "Declared.");
        Registry.Register(new TestCollector([declared, new(MetricType.Gauge, "absent", "")], visitor =>
        {
            visitor.BeginFamily(new MetricDescriptor(MetricType.Counter, "x_total", "Declared."));
            visitor.Counter(LabelSet.Empty, new CounterSample(double.PositiveInfinity));
            visitor.EndFamily();
        }));

        Assert.Equal(["x_total Infinity"], Scrape.Lines(Registry));
        Assert.Null(Scrape.From(Registry).Find("absent"));
    }

    [Fact]
    public void The_epoch_itself_is_a_timestamp()
    {
        var family = new MetricDescriptor(MetricType.Gauge, "x", "");
        Registry.Register(new TestCollector([family], visitor =>
        {
            visitor.BeginFamily(family);
            visitor.Gauge(LabelSet.Empty, new GaugeSample(1) { Timestamp = DateTimeOffset.UnixEpoch });
            visitor.EndFamily();
        }));

        Assert.Equal(DateTimeOffset.UnixEpoch, Assert.Single(Scrape.From(Registry).Find("x")!.Samples).Timestamp);
    }

    private static TestCollector EveryType()
    {
        var families = Enum.GetValues<MetricType>().Select(type => new MetricDescriptor(type, $"my_{type}", $"A {type}.", "k")).ToArray();
        return new TestCollector(families, visitor =>
        {
            foreach (var family in families)
            {
                visitor.BeginFamily(family);
                Report(visitor, family);
                visitor.EndFamily();
            }
        });
    }

    private static void Report(MetricVisitor visitor, MetricDescriptor family)
    {
        var labels = family.Labels("v");
        switch (family.Type)
        {
            case MetricType.Counter:
                visitor.Counter(
                    LabelSet.Empty, new CounterSample(1) { Created = Created, Timestamp = Timestamp, Exemplar = Trace("c", 0.5) });
                break;
            case MetricType.Gauge:
                visitor.Gauge(labels, new GaugeSample(double.NaN) { Timestamp = Timestamp });
                break;
            case MetricType.Unknown:
                visitor.Unknown(labels, new UnknownSample(-1) { Timestamp = Timestamp });
                break;
            case MetricType.Histogram or MetricType.GaugeHistogram:
                visitor.Histogram(
                    labels,
                    new HistogramSample([0.5, 1], [1, 2, 3], 4.5)
                    {
                        Created = Created,
                        Timestamp = Timestamp,
                        Exemplars = [Trace("h", 0.25), null, null],
                    });
                break;
            case MetricType.Summary:
                visitor.Summary(
                    labels, new SummarySample(2, 3, [0, 0.5, 1], [1, double.NaN, -1]) { Created = Created, Timestamp = Timestamp });
                break;
            case MetricType.Info:
                visitor.Info(labels, new InfoSample { Timestamp = Timestamp });
                break;
            case MetricType.StateSet:
                visitor.StateSet(labels, new StateSetSample(["on", "off"], [true, false]) { Timestamp = Timestamp });
                break;
        }
    }

    private static Exemplar Trace(string trace, double value) => new(LabelSet.Create(("trace", trace)), value);
}
