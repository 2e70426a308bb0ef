using System.Text;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Instruments;
using PrometheusMetrics.Streaming;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Streaming;

public class LabelBlocksTests : EngineTest
{
    private static readonly MetricDescriptor Family = new(MetricType.Gauge, "m", "", "k");

    [Fact]
    public void The_labels_of_each_series_are_at_its_index_in_the_segment()
    {
        var series = CreateSeries(150);
        var blocks = new LabelBlocks(series);

        for (var i = 0; i < series.Length; i++)
        {
            var segment = blocks.Find(TextLabelEncoding.All[0]).Get(i, series.Length);

            Assert.Equal($"k=\"{i}\"", Encoding.UTF8.GetString(segment[i % LabelSegment.MaxCount]));
        }
    }

    [Fact]
    public void Labels_are_encoded_once()
    {
        var blocks = new LabelBlocks(CreateSeries(150));

        var segment = blocks.Find(TextLabelEncoding.All[0]).Get(64, 150);

        Assert.Same(segment, blocks.Find(TextLabelEncoding.All[0]).Get(127, 150));
        Assert.NotSame(segment, blocks.Find(TextLabelEncoding.All[0]).Get(128, 150));
    }

    [Fact]
    public void A_segment_that_lacks_the_newest_series_is_created_again()
    {
        var blocks = new LabelBlocks(CreateSeries(10));
        var before = blocks.Find(TextLabelEncoding.All[0]).Get(0, used: 4);

        var after = blocks.Find(TextLabelEncoding.All[0]).Get(0, used: 7);

        Assert.Equal((4, 7), (before.Count, after.Count));
        Assert.Same(after, blocks.Find(TextLabelEncoding.All[0]).Get(0, used: 5));
    }

    [Fact]
    public void The_labels_of_a_larger_table_are_those_that_were_encoded_before()
    {
        var series = CreateSeries(150);
        var before = new LabelBlocks(series[..100]);
        var (whole, half) = (before.Find(TextLabelEncoding.All[0]).Get(0, 100), before.Find(TextLabelEncoding.All[0]).Get(64, 100));

        var after = before.Move(series).Find(TextLabelEncoding.All[0]);

        Assert.Same(whole, after.Get(0, 150));
        Assert.Same(half, after.Get(64, 100));
        Assert.Equal(64, after.Get(64, 150).Count);
        Assert.Equal("k=\"149\"", Encoding.UTF8.GetString(after.Get(128, 150)[21]));
    }

    [Fact]
    public void Two_encodings_are_kept_and_the_oldest_is_forgotten()
    {
        var blocks = new LabelBlocks(CreateSeries(1));
        var (first, second, third) = (new CountingEncoding(), new CountingEncoding(), new CountingEncoding());

        blocks.Find(first).Get(0, 1);
        blocks.Find(second).Get(0, 1);
        blocks.Find(first).Get(0, 1);
        blocks.Find(third).Get(0, 1);
        blocks.Find(third).Get(0, 1);
        blocks.Find(second).Get(0, 1);
        Assert.Equal((1, 1, 1), (first.Writes, second.Writes, third.Writes));

        blocks.Find(first).Get(0, 1);
        Assert.Equal(2, first.Writes);
    }

    [Fact]
    public void Scrapes_at_once_in_more_encodings_than_are_kept_encode_each_label_once()
    {
        const int Count = 4 * LabelSegment.MaxCount;
        var gauges = Factory.CreateGauge("g", "", "k");
        for (var i = 0; i < Count; i++)
        {
            gauges.WithLabels($"{i}");
        }

        var visitors = Enumerable.Range(0, 3).Select(_ => new BatchVisitor(new CountingEncoding())).ToArray();
        var readers = visitors.Select(_ => Registry.Read(new() { Names = new HashSet<string> { "g" } })).ToArray();
        while (readers.Zip(visitors).Select(pair => pair.First.Read(pair.Second)).ToArray().Contains(true))
        {
        }

        Assert.All(readers, reader => reader.Dispose());
        Assert.Equal([Count, Count, Count], visitors.Select(visitor => visitor.Encoding.Writes));
    }

    [Fact]
    public void A_label_value_of_any_length_fits()
    {
        var values = Enumerable.Range(0, 20).Select(i => new string('ä', 1 << i)).ToArray();
        var series = Array.ConvertAll(values, value => (Series)new Gauge(Family.Labels(value), 0, new GaugeCells(Clock)));

        var segment = LabelSegment.Create(series, TextLabelEncoding.All[0]);

        Assert.Equal(values, Enumerable.Range(0, 20).Select(i => Encoding.UTF8.GetString(segment[i])[3..^1]));
    }

    // The largest end that fits in 16 bits, and the one after it.
    [Theory]
    [InlineData(ushort.MaxValue)]
    [InlineData(ushort.MaxValue + 1)]
    public void Labels_of_any_length_have_their_ends(int length)
    {
        string[] values = ["first", new string('x', length - "k=\"\"".Length - "k=\"first\"".Length - "k=\"\"".Length), ""];
        var series = Array.ConvertAll(values, value => (Series)new Gauge(Family.Labels(value), 0, new GaugeCells(Clock)));

        var segment = LabelSegment.Create(series, TextLabelEncoding.All[0]);

        Assert.Equal(length, segment[0].Length + segment[1].Length + segment[2].Length);
        Assert.Equal(values, Enumerable.Range(0, 3).Select(i => Encoding.UTF8.GetString(segment[i])[3..^1]));
    }

    [Fact]
    public void Few_series_have_no_cache()
    {
        var family = (IStreamableFamily)Factory.CreateGauge("g", "", "k");
        var gauges = (IMetricFamily<IGauge>)family;
        for (var i = 0; i < LabelBlocks.MinCount - 1; i++)
        {
            gauges.WithLabels($"{i}");
        }

        family.ReadSeries(out var few);
        gauges.WithLabels("last");
        family.ReadSeries(out var enough);

        Assert.Null(few);
        Assert.NotNull(enough);
    }

    [Fact]
    public void A_scrape_after_the_first_allocates_nothing_for_labels()
    {
        var counters = Factory.CreateCounter("c", "", "a", "b");
        for (var i = 0; i < 1000; i++)
        {
            counters.WithLabels("value", $"{i}").Inc();
        }

        var encoding = TextLabelEncoding.All[0];
        var series = ((IStreamableFamily)counters).ReadSeries(out var labels);
        Read();

        Assert.Equal(0, Allocations.InTheLongRun(Read));

        void Read()
        {
            for (var i = 0; i < series.Length; i += LabelSegment.MaxCount)
            {
                labels!.Find(encoding).Get(i, series.Length);
            }
        }
    }

    [Fact]
    public void The_text_of_an_info_follows_its_labels()
    {
        var infos = Factory.CreateInfo("m", "", "k");
        for (var i = 0; i < 10; i++)
        {
            infos.WithLabels($"{i}").Set(("a", "1"));
        }

        Assert.Contains("m_info{k=\"7\",a=\"1\"} 1", Scrape.Lines(Registry, ExpositionFormat.Text));

        infos.WithLabels("7").Set(("a", "2"));

        Assert.Contains("m_info{k=\"7\",a=\"2\"} 1", Scrape.Lines(Registry, ExpositionFormat.Text));
    }

    private Series[] CreateSeries(int count) =>
        [.. Enumerable.Range(0, count).Select(i => new Gauge(Family.Labels($"{i}"), 0, new GaugeCells(Clock)))];

    private sealed class BatchVisitor(CountingEncoding encoding) : MetricVisitor, ISeriesBatchVisitor
    {
        public CountingEncoding Encoding => encoding;

        public LabelEncoding LabelEncoding => encoding;

        // As a writer does whose batch is full.
        public int Receive(ReadOnlySpan<Series> series, LabelSegment labels, int first, out int reported) => reported = 1;
    }

    private sealed class CountingEncoding : LabelEncoding
    {
        public int Writes { get; private set; }

        public override int GetMaxLength(LabelSet labels) => 0;

        public override int Write(LabelSet labels, Span<byte> destination)
        {
            Writes++;
            return 0;
        }
    }
}
