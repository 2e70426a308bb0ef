using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Tests.Support;
using Type = PrometheusMetrics.Collection.MetricType;

namespace PrometheusMetrics.Tests.Exposition.Protobuf;

public sealed class ProtobufNativeHistogramTests : EngineTest
{
    private static readonly MetricDescriptor Family = new(Type.Histogram, "h", "Help.");

    [Fact]
    public void A_histogram_without_observations_and_zero_threshold_has_an_empty_span()
    {
        var empty = Written(new NativeHistogramSample(3, 0, 0), 0);

        Assert.Equal([(0, 0)], Spans(empty.PositiveSpan));
        Assert.Empty(Written(new NativeHistogramSample(3, 2.938735877055719e-39, 0), 0).PositiveSpan);
        Assert.Empty(Written(new NativeHistogramSample(3, 0, 1), 1).PositiveSpan);
        Assert.Empty(Written(new NativeHistogramSample(3, 0, 0) { NegativeIndexes = [1], NegativeCounts = [1] }, 1).PositiveSpan);
        Assert.All([empty], histogram => Assert.True(histogram is { HasSchema: true, HasZeroThreshold: true, HasZeroCount: true }));
        Assert.Empty(empty.Bucket);
    }

    [Fact]
    public void Small_gaps_are_bridged_and_large_ones_are_not()
    {
        var bridged = Written(
            new NativeHistogramSample(3, 0, 0) { PositiveIndexes = [-2, -1, 2, 4, 5], PositiveCounts = [3, 5, 1, 3, 2] }, 14);
        var split = Written(new NativeHistogramSample(3, 0, 0) { PositiveIndexes = [-2, 2, 3], PositiveCounts = [3, 1, 2] }, 6);

        Assert.Equal([(-2, 8)], Spans(bridged.PositiveSpan));
        Assert.Equal([3, 2, -5, 0, 1, -1, 3, -1], bridged.PositiveDelta);
        Assert.Equal([(-2, 1), (3, 2)], Spans(split.PositiveSpan));
        Assert.Equal([3, -2, 1], split.PositiveDelta);
        Assert.Empty(split.NegativeSpan);
    }

    [Theory]
    [InlineData(-4)]
    [InlineData(-2)]
    [InlineData(0)]
    [InlineData(8)]
    public void A_schema_may_be_negative(int schema) =>
        Assert.Equal(schema, Written(new NativeHistogramSample(schema, 0, 0) { PositiveIndexes = [0], PositiveCounts = [1] }, 1).Schema);

    [Fact]
    public void Deltas_are_packed_and_signed()
    {
        var body = Convert.ToHexString(ProtobufBody.Bytes(visitor => Visit(
            visitor, new NativeHistogramSample(-2, 0, 0) { PositiveIndexes = [0, 1], PositiveCounts = [1, 0] }, 1)));

        // Two deltas, 1 and -1, in one field; and schema -2.
        Assert.Contains("6A020201", body, StringComparison.Ordinal);
        Assert.Contains("2803", body, StringComparison.Ordinal);
    }

    [Fact]
    public void The_buckets_hold_as_many_observations_as_the_count()
    {
        var random = new Random(1);
        var histogram = Factory.CreateHistogram("h", "H.", new HistogramOptions { Native = new() { ZeroThreshold = 0.5 } });
        for (var i = 0; i < 2_000; i++)
        {
            histogram.Observe((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(6)));
            if (i % 100 == 0)
            {
                var read = Of("h").Histogram;

                Assert.Equal((ulong)i + 1, read.SampleCount);
                Assert.Equal(
                    (long)read.SampleCount,
                    (long)read.ZeroCount + Counts(read.PositiveDelta).Sum() + Counts(read.NegativeDelta).Sum());
                Assert.All(Counts(read.PositiveDelta).Concat(Counts(read.NegativeDelta)), count => Assert.True(count >= 0));
                Assert.Equal(read.PositiveDelta.Count, read.PositiveSpan.Sum(span => (int)span.Length));
                Assert.Equal(read.NegativeDelta.Count, read.NegativeSpan.Sum(span => (int)span.Length));
                Assert.All(read.PositiveSpan.Skip(1), span => Assert.True(span.Offset > 2));
            }
        }
    }

    [Fact]
    public void Ten_exemplars_with_times_are_spread_over_the_buckets()
    {
        var histogram = Factory.CreateHistogram(
            "h", "H.", new HistogramOptions { Native = new(), Exemplars = new ExemplarOptions { MinInterval = TimeSpan.Zero } });
        var now = Clock.GetUtcNow();
        for (var i = 0; i < 1_000; i++)
        {
            histogram.ObserveWithExemplar(Math.Pow(10, i % 5), ("trace_id", $"{i}"));
        }

        var exemplars = Of("h").Histogram.Exemplars;

        Assert.Equal(10, exemplars.Count);
        Assert.All(exemplars, exemplar => Assert.Equal(now, exemplar.Timestamp.ToDateTimeOffset()));
        Assert.True(exemplars.Select(exemplar => exemplar.Value).Distinct().Count() >= 5);
    }

    [Fact]
    public void A_native_exemplar_without_time_is_left_out()
    {
        var now = Clock.GetUtcNow();
        var read = Written(
            new NativeHistogramSample(3, 0, 2) { Exemplars = [new(LabelSet.Empty, 0), new(LabelSet.Empty, 0, now)] }, 2);

        Assert.Equal(now, Assert.Single(read.Exemplars).Timestamp.ToDateTimeOffset());
    }

    [Fact]
    public void Classic_and_native_buckets_are_in_one_message_and_text_has_the_classic_ones()
    {
        var histogram = Factory.CreateHistogram("h", "H.", new HistogramOptions { Buckets = [1, 2.5], Native = new() });
        histogram.Observe(0.25);
        histogram.Observe(10);
        var read = Of("h").Histogram;

        Assert.Equal([(1.0, 1UL), (2.5, 1UL), (double.PositiveInfinity, 2UL)], read.Bucket.Select(b => (b.UpperBound, b.CumulativeCount)));
        Assert.Equal([1L, 1L], Counts(read.PositiveDelta));
        Assert.Equal(3, read.Schema);
        Assert.All(
            new[] { ExpositionFormat.Text, ExpositionFormat.OpenMetrics },
            format => Assert.Equal(
                ["_bucket", "_bucket", "_bucket", "_count", "_sum"],
                Lines(format)
                    .Where(line => line.StartsWith("h_", StringComparison.Ordinal))
                    .Select(line => line[1..].Split('{', ' ')[0])
                    .Order()));
    }

    [Fact]
    public void A_native_histogram_alone_has_no_classic_buckets()
    {
        Factory.CreateHistogram("h", "H.", new HistogramOptions { Native = new() }).Observe(10);
        var read = Of("h").Histogram;

        Assert.Empty(read.Bucket);
        Assert.Equal(1UL, read.SampleCount);
    }

    [Fact]
    public void Buckets_below_the_smallest_number_are_refused()
    {
        var native = new int[] { -1074, -1073 };
        Written(new NativeHistogramSample(0, 0, 0) { PositiveIndexes = native, PositiveCounts = [1, 1] }, 2);
        Written(new NativeHistogramSample(-4, 0, 0) { PositiveIndexes = [-68], PositiveCounts = [1] }, 1);

        Assert.Contains(
            "is at least that of the smallest number greater than zero, which is -1074 in schema 0.",
            Assert.Throws<InvalidOperationException>(() => Written(
                new NativeHistogramSample(0, 0, 0) { PositiveIndexes = [int.MinValue, 1], PositiveCounts = [1, 1] }, 2)).Message,
            StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => Written(
            new NativeHistogramSample(-4, 0, 0) { NegativeIndexes = [-69], NegativeCounts = [1] }, 1));
    }

    private static Histogram Written(NativeHistogramSample native, long count)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        var writer = ExpositionFormat.Protobuf.CreateWriter(output);
        Visit(writer, native, count);
        writer.Complete();
        return Assert.Single(Assert.Single(ProtobufBody.Parse(output.WrittenSpan.ToArray())).Metric).Histogram;
    }

    private static void Visit(MetricVisitor visitor, NativeHistogramSample native, long count)
    {
        visitor.BeginFamily(Family);
        visitor.Histogram(LabelSet.Empty, new HistogramSample([], [count], 1) { Native = native });
        visitor.EndFamily();
    }

    private static IEnumerable<(int Offset, int Length)> Spans(IEnumerable<BucketSpan> spans) =>
        spans.Select(span => (span.Offset, (int)span.Length));

    private static IEnumerable<long> Counts(IEnumerable<long> deltas)
    {
        var count = 0L;
        foreach (var delta in deltas)
        {
            count += delta;
            yield return count;
        }
    }

    private Metric Of(string name) =>
        Assert.Single(Assert.Single(ProtobufBody.Of(Collect), family => family.Name == name).Metric);

    private string[] Lines(ExpositionFormat format) => Body.Of(format, Collect).Split('\n');

    private void Collect(MetricVisitor visitor)
    {
        using var reader = Registry.Read();
        while (reader.Read(visitor))
        {
        }
    }
}
