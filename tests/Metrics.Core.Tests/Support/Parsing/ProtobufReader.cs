using Google.Protobuf.Collections;
using PrometheusMetrics.Tests.Exposition.Protobuf;
using Metric = PrometheusMetrics.Tests.Exposition.Protobuf.Metric;
using MetricType = PrometheusMetrics.Collection.MetricType;
using WireType = PrometheusMetrics.Tests.Exposition.Protobuf.MetricType;

namespace PrometheusMetrics.Tests.Support.Parsing;

/// <summary>Reads bodies of delimited messages by Google's library, and accepts only what the strictest reader accepts.</summary>
internal static class ProtobufReader
{
    /// <exception cref="ExpositionException">The body is not valid.</exception>
    public static List<FamilyModel> Parse(byte[] body)
    {
        List<MetricFamily> messages;
        try
        {
            messages = ProtobufBody.Parse(body);
        }
        catch (Google.Protobuf.InvalidProtocolBufferException e)
        {
            throw new ExpositionException(e.Message);
        }

        var families = messages.ConvertAll(Read);
        Require(families.DistinctBy(family => family.Name).Count() == families.Count, "a family is there twice", body);
        return families;
    }

    private static FamilyModel Read(MetricFamily family)
    {
        Require(family.HasName && family.Name.Length > 0 && family.HasType && family.Metric.Count > 0, "a part is missing", family);
        List<SeriesModel> series = [.. family.Metric.Select(metric => Read(family.Type, metric))];
        Require(series.DistinctBy(one => one.Identity).Count() == series.Count, "a series is there twice", family);
        return new FamilyModel(TypeOf(family.Type), family.Name, family.Help, family.Unit, series);
    }

    private static MetricType TypeOf(WireType type) => type switch
    {
        WireType.Counter => MetricType.Counter,
        WireType.Gauge => MetricType.Gauge,
        WireType.Summary => MetricType.Summary,
        WireType.Histogram => MetricType.Histogram,
        WireType.GaugeHistogram => MetricType.GaugeHistogram,
        WireType.Untyped => MetricType.Unknown,
        _ => throw new ExpositionException($"There is no type {type}."),
    };

    private static SeriesModel Read(WireType type, Metric metric)
    {
        object?[] values = [metric.Gauge, metric.Counter, metric.Summary, metric.Untyped, metric.Histogram];
        Require(values.Count(value => value is not null) == 1, "a metric has not one value", metric);
        var series = new SeriesModel(Labels(metric.Label))
        {
            Timestamp = metric.HasTimestampMs ? DateTimeOffset.FromUnixTimeMilliseconds(metric.TimestampMs) : null,
        };
        return (type, values.Single(value => value is not null)) switch
        {
            (WireType.Gauge, Gauge { HasValue: true } gauge) => series with { Value = gauge.Value },
            (WireType.Untyped, Untyped { HasValue: true } untyped) => series with { Value = untyped.Value },
            (WireType.Counter, Counter { HasValue: true } counter) => series with
            {
                Value = counter.Value,
                Created = counter.CreatedTimestamp?.ToDateTimeOffset(),
                Exemplars = counter.Exemplar is { } exemplar ? [Read(exemplar)] : [],
            },
            (WireType.Summary, Summary { HasSampleCount: true, HasSampleSum: true } summary) => Read(series, summary),
            (WireType.Histogram or WireType.GaugeHistogram, Histogram { HasSampleCount: true, HasSampleSum: true } histogram) =>
                Read(series, histogram),
            _ => throw new ExpositionException($"This is no {type}: {metric}"),
        };
    }

    private static SeriesModel Read(SeriesModel series, Summary summary)
    {
        Require(IsAscending(summary.Quantile.Select(one => one.Quantile_)), "the quantiles do not increase", summary);
        return series with
        {
            Count = (long)summary.SampleCount,
            Sum = summary.SampleSum,
            Created = summary.CreatedTimestamp?.ToDateTimeOffset(),
            Quantiles = [.. summary.Quantile.Select(one => new QuantileModel(one.Quantile_, one.Value))],
        };
    }

    private static SeriesModel Read(SeriesModel series, Histogram histogram)
    {
        var native = histogram.HasSchema ? ReadNative(histogram) : null;
        List<BucketModel> buckets = [.. histogram.Bucket.Select(bucket => new BucketModel(
            bucket.UpperBound, (long)bucket.CumulativeCount, bucket.Exemplar is { } exemplar ? Read(exemplar) : null))];
        Require(native is not null || buckets.Count > 0, "a histogram has no buckets", histogram);
        Require(IsAscending(buckets.Select(bucket => bucket.Bound)), "the bounds do not increase", histogram);
        Require(
            buckets.Count == 0 || (double.IsPositiveInfinity(buckets[^1].Bound) && buckets[^1].Count == (long)histogram.SampleCount),
            "the last bucket does not have all observations",
            histogram);
        Require(
            buckets.Zip(buckets.Skip(1)).All(pair => pair.First.Count <= pair.Second.Count), "the counts of the buckets fall", histogram);
        return series with
        {
            Count = (long)histogram.SampleCount,
            Sum = histogram.SampleSum,
            Created = histogram.CreatedTimestamp?.ToDateTimeOffset(),
            Buckets = buckets,
            Native = native,
            Exemplars = [.. histogram.Exemplars.Select(Read)],
        };
    }

    private static NativeModel ReadNative(Histogram histogram)
    {
        Require(histogram.Schema is >= -4 and <= 8 && histogram.ZeroThreshold >= 0, "there is no such schema", histogram);
        Require(
            histogram.HasZeroThreshold && (histogram.ZeroThreshold > 0 || histogram.ZeroCount > 0 || histogram.PositiveSpan.Count > 0
                || histogram.NegativeSpan.Count > 0),
            "a reader cannot see that the histogram is native",
            histogram);
        Require(histogram.Exemplars.All(exemplar => exemplar.Timestamp is not null), "an exemplar has no timestamp", histogram);
        var positive = Read(histogram, histogram.PositiveSpan, histogram.PositiveDelta);
        var negative = Read(histogram, histogram.NegativeSpan, histogram.NegativeDelta);
        var missing = positive.Concat(negative).Aggregate(
            (Int128)histogram.SampleCount - histogram.ZeroCount, (rest, bucket) => rest - bucket.Count);
        Require(
            missing == 0 || (missing > 0 && double.IsNaN(histogram.SampleSum)),
            "the native buckets do not have all observations", histogram);
        return new NativeModel(histogram.Schema, histogram.ZeroThreshold, (long)histogram.ZeroCount, positive, negative);
    }

    private static List<NativeBucketModel> Read(Histogram histogram, IEnumerable<BucketSpan> spans, RepeatedField<long> deltas)
    {
        var buckets = new List<NativeBucketModel>();
        var (index, count, isFirst) = (0, 0L, true);
        foreach (var span in spans)
        {
            Require(isFirst || (span.Offset > 0 && span.Length > 0), "a span is empty, or not after the one before", histogram);
            index += span.Offset;
            for (var i = 0; i < span.Length; i++)
            {
                Require(buckets.Count < deltas.Count, "there are too few deltas", histogram);
                count += deltas[buckets.Count];
                Require(count >= 0, "a count is negative", histogram);
                buckets.Add(new NativeBucketModel(index++, count));
            }

            isFirst = false;
        }

        Require(buckets.Count == deltas.Count, "there are too many deltas", histogram);
        return buckets;
    }

    private static ExemplarModel Read(Exemplar exemplar)
    {
        var read = new ExemplarModel(Labels(exemplar.Label), exemplar.Value, exemplar.Timestamp?.ToDateTimeOffset());
        Require(exemplar.HasValue && read.CodePoints <= 128, "an exemplar has no value, or more than 128 code points", exemplar);
        return read;
    }

    private static List<LabelModel> Labels(IEnumerable<LabelPair> pairs)
    {
        List<LabelModel> labels = [.. pairs.Select(pair => new LabelModel(pair.Name, pair.Value))];
        Require(
            labels.TrueForAll(label => label.Name is not ("" or "__name__"))
                && labels.DistinctBy(label => label.Name).Count() == labels.Count,
            "a label has no name, or a name that is taken",
            labels);
        return labels;
    }

    private static bool IsAscending(IEnumerable<double> numbers) => numbers.Zip(numbers.Skip(1)).All(pair => pair.First < pair.Second);

    private static void Require(bool condition, string what, object where)
    {
        if (!condition)
        {
            throw new ExpositionException($"{what}: {where}");
        }
    }
}
