using System.Text;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Registry;
using PrometheusMetrics.Streaming;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Registry;

public class RegistryReaderTests : EngineTest
{
    [Fact]
    public void Each_step_reports_one_series_at_most()
    {
        var family = Factory.CreateGauge("a", "", "k");
        family.WithLabels("1");
        family.WithLabels("2");
        Factory.CreateGauge("b", "");
        var visitor = new StepVisitor();
        using var reader = Registry.Read();

        var steps = new List<string>();
        bool more;
        do
        {
            more = reader.Read(visitor);
            steps.Add(visitor.TakeSteps());
        }
        while (more);

        var own = string.Concat(Scrape.SelfMetricFamilies.Select(name => $", begin {name}, end"));
        Assert.Equal(["begin a, sample", "sample", "end, begin b, sample", $"end{own}"], steps);
        Assert.False(reader.Read(visitor));
        Assert.Equal("", visitor.TakeSteps());
    }

    [Fact]
    public void Values_are_read_as_it_goes_on()
    {
        var (first, second) = (Factory.CreateGauge("a", ""), Factory.CreateGauge("b", ""));
        var visitor = new RecordingVisitor();
        using var reader = Registry.Read();

        reader.Read(visitor);
        first.Set(1);
        second.Set(2);
        while (reader.Read(visitor))
        {
        }

        Assert.Equal(["a 0", "b 2"], visitor.Lines);
    }

    [Fact]
    public void A_reader_that_was_given_up_reports_nothing_more()
    {
        Factory.CreateGauge("a", "");
        Factory.CreateGauge("b", "");
        var visitor = new StepVisitor();
        var reader = Registry.Read();
        reader.Read(visitor);
        visitor.TakeSteps();

        reader.Dispose();

        Assert.False(reader.Read(visitor));
        Assert.Equal("", visitor.TakeSteps());
    }

    // A body that is checked before it is written needs no value.
    [Fact]
    public void An_inspection_reports_the_series_whose_labels_the_descriptors_do_not_tell_and_reads_nothing_on()
    {
        Factory.CreateGauge("a", "", "k").WithLabels("1");
        Factory.CreateInfo("b", "").Set(("k", "1"));
        var inspection = new StepVisitor();
        var visitor = new RecordingVisitor();
        using var reader = Registry.Read();

        ((IInspectableReader)reader).Inspect(inspection);
        while (reader.Read(visitor))
        {
        }

        Assert.StartsWith(
            "begin a, end, begin b_info, sample, end, begin metrics_", inspection.TakeSteps(), StringComparison.Ordinal);
        Assert.Equal(["a{k=\"1\"} 0", "b_info{k=\"1\"} 1"], visitor.Lines);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(64)]
    [InlineData(1000)]
    public void A_visitor_of_batches_receives_each_series_once_with_its_labels_however_many_it_takes(int most)
    {
        const int Series = 150;
        foreach (var name in (string[])["a", "b"])
        {
            var family = Factory.CreateGauge(name, "", "k");
            for (var i = 0; i < Series; i++)
            {
                family.WithLabels($"{name}{i}");
            }
        }

        var visitor = new BatchVisitor(most);
        using var reader = Registry.Read();
        while (reader.Read(visitor))
        {
        }

        var numbers = Enumerable.Range(0, Series);
        Assert.Equal([.. numbers.Select(i => $"a{i}"), .. numbers.Select(i => $"b{i}")], visitor.Labels);
        Assert.All(visitor.Offered, offered => Assert.InRange(offered, 1, LabelSegment.MaxCount));
        Assert.Equal(2 * Series, ((RegistryReader)reader).SeriesRead);
        if (most >= LabelSegment.MaxCount)
        {
            Assert.Equal([64, 64, 22, 64, 64, 22], visitor.Offered);
        }
    }

    // In place of a series that was removed, a snapshot may have one that reports nothing.
    [Theory]
    [InlineData(10)]
    [InlineData(150)]
    public async Task Only_series_that_are_reported_are_counted(int series)
    {
        var (gauges, histograms) = (Factory.CreateGauge("a", "", "k"), Factory.CreateHistogram("b", "", "k"));
        for (var i = 0; i < series; i++)
        {
            gauges.WithLabels($"{i}");
            histograms.WithLabels($"{i}");
        }

        Assert.True(gauges.Hide("1") && gauges.Remove("2") && gauges.Hide("3") && histograms.Hide("4") && histograms.Remove("5"));

        var reported = (2 * series) - 5;
        Assert.Equal(reported, CountOneByOne());
        foreach (var format in (ExpositionFormat[])[ExpositionFormat.Text, ExpositionFormat.OpenMetrics, ExpositionFormat.Protobuf])
        {
            using var reader = Registry.Read();
            await ExpositionSerializer.WriteAsync(
                reader, format, Stream.Null, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(reported, ((IInspectableReader)reader).SeriesRead);
        }

        long CountOneByOne()
        {
            var visitor = new NullVisitor();
            using var reader = Registry.Read();
            while (reader.Read(visitor))
            {
            }

            return ((IInspectableReader)reader).SeriesRead;
        }
    }

    // Only a writer whose format depends on what it has written does so.
    [Fact]
    public void Labels_are_in_the_encoding_that_the_visitor_has_at_the_time()
    {
        var family = Factory.CreateGauge("a", "", "k");
        for (var i = 0; i < 100; i++)
        {
            family.WithLabels($"{i}");
        }

        var visitor = new BatchVisitor(most: 10);
        using var reader = Registry.Read();
        while (visitor.Labels.Count == 0)
        {
            reader.Read(visitor);
        }

        visitor.LabelEncoding = new MarkedLabels(mark: "new ");
        while (reader.Read(visitor))
        {
        }

        Assert.Equal(
            [.. Enumerable.Range(0, 10).Select(i => $"{i}"), .. Enumerable.Range(10, 90).Select(i => $"new {i}")], visitor.Labels);
    }

    [Fact]
    public void Streaming_allocates_nothing_per_series()
    {
        var family = Factory.CreateHistogram("h", "", "a");
        for (var i = 0; i < 1000; i++)
        {
            family.WithLabels($"{i}").Observe(i);
        }

        var visitor = new NullVisitor();

        // The reader itself, and nothing that grows with the series.
        Assert.InRange(Allocations.InTheLongRun(Read), 0, 500);

        void Read()
        {
            using var reader = Registry.Read();
            while (reader.Read(visitor))
            {
            }
        }
    }

    [Fact]
    public void A_collection_of_all_families_copies_no_list_of_them()
    {
        var few = Allocations.InTheLongRun(() => Registry.Read().Dispose());
        for (var i = 0; i < 1000; i++)
        {
            Factory.CreateGauge($"g{i}", "");
        }

        // A list of a thousand has eight thousand bytes.
        Assert.InRange(Allocations.InTheLongRun(() => Registry.Read().Dispose()), 0, few + 500);
    }

    private sealed class StepVisitor : MetricVisitor
    {
        private readonly List<string> _steps = [];

        public string TakeSteps()
        {
            var text = string.Join(", ", _steps);
            _steps.Clear();
            return text;
        }

        public override void BeginFamily(MetricDescriptor descriptor) => _steps.Add($"begin {descriptor.Name}");

        public override void Gauge(LabelSet labels, in GaugeSample sample) => _steps.Add("sample");

        public override void Info(LabelSet labels, in InfoSample sample) => _steps.Add("sample");

        public override void EndFamily() => _steps.Add("end");
    }

    /// <summary>Receives at most some series at once, and compares their labels with those that it gets for them.</summary>
    private sealed class BatchVisitor(int most) : MetricVisitor, ISeriesBatchVisitor
    {
        public List<string> Labels { get; } = [];

        /// <summary>The number of series of each call.</summary>
        public List<int> Offered { get; } = [];

        public LabelEncoding LabelEncoding { get; set; } = new MarkedLabels(mark: "");

        public override void BeginFamily(MetricDescriptor descriptor)
        {
        }

        public override void EndFamily()
        {
        }

        public int Receive(ReadOnlySpan<Series> series, LabelSegment labels, int first, out int reported)
        {
            Offered.Add(series.Length);
            var count = reported = Math.Min(most, series.Length);
            for (var i = 0; i < count; i++)
            {
                var text = Encoding.UTF8.GetString(labels[first + i]);
                Assert.EndsWith(series[i].Labels.Values[0], text, StringComparison.Ordinal);
                Labels.Add(text);
            }

            return count;
        }
    }

    /// <summary>A mark, and the value of the only label.</summary>
    private sealed class MarkedLabels(string mark) : LabelEncoding
    {
        public override int GetMaxLength(LabelSet labels) => Encoding.UTF8.GetMaxByteCount(mark.Length + labels.Values[0].Length);

        public override int Write(LabelSet labels, Span<byte> destination) =>
            Encoding.UTF8.GetBytes(mark + labels.Values[0], destination);
    }
}
