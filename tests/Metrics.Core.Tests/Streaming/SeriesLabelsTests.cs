using System.Text;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Streaming;
using PrometheusMetrics.Tests.Exposition;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Streaming;

public class SeriesLabelsTests : EngineTest
{
    private const string LongValue = "long";

    private static readonly MetricDescriptor Family = new(MetricType.Gauge, "m", "", "k");

    // A field, so that what is made can't stay on the stack.
    private object? _made;

    // R-062
    [Theory]
    [InlineData("", "")]
    [InlineData("a\0b", "a\0b")]
    [InlineData("a\\b", @"a\\b")]
    [InlineData("a\"b", "a\\\"b")]
    [InlineData("a\nb", @"a\nb")]
    [InlineData("a\rb\tc", "a\rb\tc")]
    [InlineData("\\n", @"\\n")]
    [InlineData("Größe", "Größe")]
    [InlineData("🙂", "🙂")]
    public void The_text_is_escaped_UTF_8_and_the_same_for_labels_that_keep_it_and_for_others(string value, string escaped)
    {
        var plain = LabelSet.Create(("k", value), ("l", value));
        var kept = Assert.IsType<SeriesLabels>(SeriesLabels.From(plain));

        var first = Write(plain, kept, plain);
        var second = Write(kept, plain, kept);

        var text = $"k=\"{escaped}\",l=\"{escaped}\"";
        Assert.Equal(Encoding.UTF8.GetBytes(text), kept.Text);
        Assert.Equal($"m{{{text}}} 1\nm{{{text}}} 1\nm{{{text}}} 1\n", first);
        Assert.Equal(first, second);
        Assert.Equal(plain.ToString(), kept.ToString());
    }

    // R-063. A fact, because an attribute can't hold an unpaired surrogate.
    [Fact]
    public void An_unpaired_surrogate_is_the_replacement_character() =>
        Assert.Equal("m{k=\"a\ufffdb\"} 1\n", Write(LabelSet.Create(("k", "a\ud800b"))));

    [Fact]
    public void The_text_is_made_with_the_first_scrape_and_then_kept()
    {
        var gauge = (Series)Factory.CreateGauge("m", "", "k").WithLabels("a");
        var labels = Assert.IsType<SeriesLabels>(gauge.Labels);
        Assert.Null(labels.Text);

        _ = Scrape.Lines(Registry, ExpositionFormat.Text);
        var text = labels.Text;
        _ = Scrape.Lines(Registry, ExpositionFormat.OpenMetrics);

        Assert.Equal("k=\"a\""u8.ToArray(), text);
        Assert.Same(text, labels.Text);
    }

    [Fact]
    public void The_text_of_an_info_is_kept_until_its_labels_change()
    {
        var info = Factory.CreateInfo("m", "");
        info.Set(("a", "1"));
        Assert.Contains("m_info{a=\"1\"} 1", Scrape.Lines(Registry, ExpositionFormat.Text));
        Assert.Contains("m_info{a=\"1\"} 1", Scrape.Lines(Registry, ExpositionFormat.Text));

        info.Set(("a", "2"));

        Assert.Contains("m_info{a=\"2\"} 1", Scrape.Lines(Registry, ExpositionFormat.Text));
        Assert.Equal("a=\"2\""u8.ToArray(), Assert.IsType<SeriesLabels>(Assert.Single(Collect())).Text);
    }

    // A recorded series is read once, so a cached text would only be garbage.
    [Fact]
    public void Recorded_series_of_every_type_keep_the_labels_that_they_came_with()
    {
        foreach (var type in Enum.GetValues<MetricType>())
        {
            var family = new MetricDescriptor(type, $"m_{type}", "", "k");
            var labels = family.Labels("a");
            var collector = new TestCollector([family], visitor =>
            {
                visitor.BeginFamily(family);
                Report(visitor, type, labels);
                visitor.EndFamily();
            });
            Registry.Register(collector);

            Assert.Same(labels, Assert.Single(Collect()));
            Registry.Unregister(collector);
        }
    }

    [Fact]
    public void Without_labels_there_is_nothing_to_keep()
    {
        Assert.Same(LabelSet.Empty, SeriesLabels.From(LabelSet.Empty));
        Assert.Same(LabelSet.Empty, ((Series)Factory.CreateGauge("m", "")).Labels);
    }

    [Fact]
    public void Labels_that_keep_a_text_are_shared()
    {
        var kept = SeriesLabels.From(Family.Labels("a"));

        Assert.Same(kept, SeriesLabels.From(kept));
    }

    // The text is counted first and then written into an array of its length: no buffer of the longest text, and no second copy.
    [Theory]
    [InlineData(1000, "value")]
    [InlineData(1000, "Gr\u00f6\u00dfe \U0001F642 \"quoted\"\n")]
    [InlineData(2, LongValue)]
    public void The_first_scrape_allocates_the_texts_that_are_kept_and_no_more(int series, string value)
    {
        value = value == LongValue ? new string('x', 20_000) : value;
        var counters = Factory.CreateCounter("c", "", "a", "b");
        var histograms = Factory.CreateHistogram("h", "", "a");
        for (var i = 0; i < series; i++)
        {
            counters.WithLabels(value, $"{i}").Inc();
            histograms.WithLabels($"{value}{i}").Observe(1);
        }

        var output = new ForgetfulBufferWriter();
        var later = Allocations.InTheLongRun(Write);
        var kept = Collect().ConvertAll(labels => (SeriesLabels)labels);
        var size = kept.Sum(labels => SizeOf(labels.Text!));
        var first = Allocations.InTheLongRun(() =>
        {
            kept.ForEach(labels => labels.Text = null);
            Write();
        });

        Assert.InRange(first - later, 1, size);

        void Write() => Body.Write(ExpositionFormat.Text, output, visitor =>
        {
            using var reader = Registry.Read();
            while (reader.Read(visitor))
            {
            }
        });

        // An array begins with three words, and ends with a whole one.
        static long SizeOf(byte[] text) => (3 * 8) + ((text.Length + 7) / 8 * 8);
    }

    // An array of two has as many words as a label set with names, values and text: a series costs no more than when the text stood in
    // the label set itself.
    [Fact]
    public void The_text_costs_one_reference_per_series()
    {
        var labels = Family.Labels("a");
        var before = Allocations.OfThousandCalls(() => _made = new string[2]);

        Assert.Equal(before, Allocations.OfThousandCalls(() => _made = SeriesLabels.From(labels)));
        Assert.IsType<SeriesLabels>(_made);
    }

    private static string Write(params LabelSet[] labels) => Body.Of(ExpositionFormat.Text, visitor =>
    {
        visitor.BeginFamily(Family);
        foreach (var one in labels)
        {
            visitor.Gauge(one, new GaugeSample(1));
        }

        visitor.EndFamily();
    })["# TYPE m gauge\n".Length..];

    private static void Report(MetricVisitor visitor, MetricType type, LabelSet labels)
    {
        switch (type)
        {
            case MetricType.Unknown:
                visitor.Unknown(labels, new UnknownSample(1));
                break;
            case MetricType.Counter:
                visitor.Counter(labels, new CounterSample(1));
                break;
            case MetricType.Gauge:
                visitor.Gauge(labels, new GaugeSample(1));
                break;
            case MetricType.Summary:
                visitor.Summary(labels, new SummarySample(1, 1, [], []));
                break;
            case MetricType.Info:
                visitor.Info(labels, default);
                break;
            case MetricType.StateSet:
                visitor.StateSet(labels, new StateSetSample(["on"], [true]));
                break;
            default:
                visitor.Histogram(labels, new HistogramSample([], [1], 1));
                break;
        }
    }

    private List<LabelSet> Collect()
    {
        var collector = new LabelCollector();
        using var reader = Registry.Read();
        while (reader.Read(collector))
        {
        }

        return collector.Labels;
    }

    private sealed class LabelCollector : MetricVisitor
    {
        public List<LabelSet> Labels { get; } = [];

        public override void Unknown(LabelSet labels, in UnknownSample sample) => Labels.Add(labels);

        public override void Counter(LabelSet labels, in CounterSample sample) => Labels.Add(labels);

        public override void Gauge(LabelSet labels, in GaugeSample sample) => Labels.Add(labels);

        public override void Histogram(LabelSet labels, in HistogramSample sample) => Labels.Add(labels);

        public override void Summary(LabelSet labels, in SummarySample sample) => Labels.Add(labels);

        public override void Info(LabelSet labels, in InfoSample sample) => Labels.Add(labels);

        public override void StateSet(LabelSet labels, in StateSetSample sample) => Labels.Add(labels);
    }
}
