using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Tests.Hosting.Exposition;

/// <summary>A format that is made outside of the library, by nothing but what is public.</summary>
public class ForeignFormatTests
{
    private static readonly DelimitedFormat Format = new();

    [Fact]
    public async Task A_registry_is_written_in_it()
    {
        using var registry = new MetricRegistry();
        var factory = new MetricFactory(registry);
        factory.CreateCounter("a", "", "k").WithLabels("x").Inc(2);
        factory.CreateHistogram("b", "", new HistogramOptions { Buckets = [1] }).Observe(3);
        factory.CreateGauge("c", "").Set(0.5);
        using var body = new MemoryStream();

        await ExpositionSerializer.WriteAsync(registry, Format, body, TestContext.Current.CancellationToken);

        Assert.Equal(
            ["counter a_total{k}: {k=\"x\"}2", "histogram b: {}0+1,3", "gauge c: {}0.5"],
            Messages(body.ToArray()).Where(message => !message.Contains("metrics_", StringComparison.Ordinal)));
    }

    [Fact]
    public void Every_type_reaches_it_and_the_end_of_each_family_is_signalled()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = Format.CreateWriter(output);

        Report(writer, MetricType.Unknown, v => v.Unknown(LabelSet.Empty, new UnknownSample(1)));
        Report(writer, MetricType.Summary, v => v.Summary(LabelSet.Empty, new SummarySample(2, 3, [], [])));
        Report(writer, MetricType.GaugeHistogram, v => v.Histogram(LabelSet.Empty, new HistogramSample([], [4], 5)));
        Report(writer, MetricType.Info, v => v.Info(LabelSet.Empty, default));
        Report(writer, MetricType.StateSet, v => v.StateSet(LabelSet.Empty, new StateSetSample(["on"], [true])));
        Report(writer, MetricType.Gauge, _ => { });
        writer.Complete();

        Assert.Equal(
            ["unknown m: {}1", "summary m: {}2,3", "gaugehistogram m: {}4,5", "info m_info: {}", "stateset m: {}on,True", "gauge m:"],
            Messages(output.WrittenSpan));
    }

    // The checks of order and shape come with the base class.
    [Fact]
    public void What_is_illegal_does_not_reach_it()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = Format.CreateWriter(output);

        Assert.Throws<InvalidOperationException>(writer.EndFamily);
        Assert.Throws<InvalidOperationException>(() => writer.Gauge(LabelSet.Empty, new GaugeSample(1)));
        Report(writer, MetricType.Histogram, v => Assert.Throws<InvalidOperationException>(() =>
            v.Histogram(LabelSet.Empty, new HistogramSample([2, 1], [1, 1, 1], 1))));
        writer.Complete();

        Assert.Equal(["histogram m:"], Messages(output.WrittenSpan));
        Assert.Throws<InvalidOperationException>(writer.Complete);
    }

    [Fact]
    public void A_body_is_not_completed_without_a_family_whose_end_failed()
    {
        var writer = new FailingWriter();
        writer.BeginFamily(new MetricDescriptor(MetricType.Gauge, "m", ""));

        Assert.Throws<IOException>(writer.EndFamily);

        Assert.Throws<InvalidOperationException>(writer.Complete);
    }

    [Theory]
    [InlineData("application/x-metrics;version=1;encoding=delimited,text/plain;q=0.5", true)]
    [InlineData("application/x-metrics", true)]
    [InlineData("application/x-metrics;encoding=text,text/plain;q=0.5", false)]
    [InlineData("application/x-metrics;version=2,text/plain;q=0.5", false)]
    [InlineData("text/plain,application/x-metrics;q=0.5", false)]
    [InlineData(null, false)]
    public void It_is_negotiated_beside_the_built_in_ones(string? accept, bool isChosen)
    {
        var chosen = ContentNegotiation.Choose(accept, [.. ExpositionFormat.BuiltIn, Format]);

        Assert.Same(isChosen ? Format : ExpositionFormat.Text, chosen);
        Assert.Equal("application/x-metrics; version=1; encoding=delimited", Format.ContentType);
    }

    private static void Report(ExpositionWriter writer, MetricType type, Action<MetricVisitor> samples)
    {
        writer.BeginFamily(new MetricDescriptor(type, "m", ""));
        samples(writer);
        writer.EndFamily();
    }

    private static List<string> Messages(ReadOnlySpan<byte> body)
    {
        Assert.True(body.EndsWith("end"u8));
        List<string> messages = [];
        for (body = body[..^3]; !body.IsEmpty;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(body);
            messages.Add(Encoding.UTF8.GetString(body.Slice(sizeof(int), length)));
            body = body[(sizeof(int) + length)..];
        }

        return messages;
    }

    private sealed class FailingWriter : ExpositionWriter
    {
        protected override void OnFamilyEnded() => throw new IOException("The disk is full.");

        protected override void WriteUnknown(LabelSet labels, in UnknownSample sample) => throw new NotSupportedException();

        protected override void WriteCounter(LabelSet labels, in CounterSample sample) => throw new NotSupportedException();

        protected override void WriteGauge(LabelSet labels, in GaugeSample sample) => throw new NotSupportedException();

        protected override void WriteHistogram(LabelSet labels, in HistogramSample sample) => throw new NotSupportedException();

        protected override void WriteSummary(LabelSet labels, in SummarySample sample) => throw new NotSupportedException();

        protected override void WriteInfo(LabelSet labels, in InfoSample sample) => throw new NotSupportedException();

        protected override void WriteStateSet(LabelSet labels, in StateSetSample sample) => throw new NotSupportedException();
    }
}
