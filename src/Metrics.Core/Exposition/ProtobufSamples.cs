using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Exposition;

/// <summary>Writes samples as the messages <c>Gauge</c>, <c>Counter</c>, <c>Summary</c>, <c>Untyped</c> and <c>Histogram</c> of
/// <c>io.prometheus.client</c>. A number of zero is written too, because it is not the same as none.</summary>
internal static class ProtobufSamples
{
    // The same in Gauge, Counter and Untyped.
    private const int Value = 1;

    // Of Counter.
    private const int CounterCreated = 3;

    private const int MaxTimeLength = 4 * ProtobufEncoding.MaxVarint;

    /// <summary>The maximum length of what <see cref="WriteNumber"/> writes.</summary>
    public const int MaxNumberLength = MaxTimeLength + (3 * ProtobufEncoding.MaxVarint);

    /// <summary>Writes the message of a counter or gauge without exemplar.</summary>
    /// <returns>The number of written bytes.</returns>
    public static int WriteNumber(int field, in NumberSample sample, Span<byte> destination)
    {
        var begin = ProtobufEncoding.BeginField(field, destination);
        var length = begin + ProtobufEncoding.WriteDoubleField(Value, sample.Value, destination[begin..]);
        if (sample.CreatedTicks != 0)
        {
            length += WriteTime(CounterCreated, sample.CreatedTicks, destination[length..]);
        }

        return ProtobufEncoding.EndField(begin, length - begin, destination);
    }

    /// <summary>Writes a message that has a value only.</summary>
    public static void WriteValue(ProtobufBuffer buffer, int field, double value)
    {
        var message = buffer.Begin(field);
        buffer.WriteDoubleField(Value, value);
        buffer.End(message);
    }

    public static void WriteCounter(ProtobufBuffer buffer, int field, in CounterSample sample, NameEscaping escaping)
    {
        const int ExemplarField = 2;

        var message = buffer.Begin(field);
        buffer.WriteDoubleField(Value, sample.Value);
        WriteExemplar(buffer, ExemplarField, sample.Exemplar, escaping);
        WriteTime(buffer, CounterCreated, sample.Created);
        buffer.End(message);
    }

    public static void WriteSummary(ProtobufBuffer buffer, int field, in SummarySample sample)
    {
        const int Count = 1;
        const int Sum = 2;
        const int Quantile = 3;
        const int Created = 4;

        var message = buffer.Begin(field);
        buffer.WriteVarintField(Count, (ulong)sample.Count);
        buffer.WriteDoubleField(Sum, sample.Sum);
        for (var i = 0; i < sample.Quantiles.Length; i++)
        {
            var quantile = buffer.Begin(Quantile);
            buffer.WriteDoubleField(1, sample.Quantiles[i]);
            buffer.WriteDoubleField(2, sample.Values[i]);
            buffer.End(quantile);
        }

        WriteTime(buffer, Created, sample.Created);
        buffer.End(message);
    }

    /// <summary>Writes the message of a histogram or gauge histogram: with the native buckets, if there are any, and with the classic ones
    /// unless there are native buckets only.</summary>
    public static void WriteHistogram(
        ProtobufBuffer buffer, int field, in HistogramSample sample, DateTimeOffset? created, NameEscaping escaping)
    {
        const int Count = 1;
        const int Sum = 2;
        const int Created = 15;

        var message = buffer.Begin(field);
        buffer.WriteVarintField(Count, (ulong)sample.TotalCount());
        buffer.WriteDoubleField(Sum, sample.Sum);
        if (sample.HasClassicBuckets())
        {
            WriteBuckets(buffer, in sample, escaping);
        }

        if (sample.Native.IsPresent)
        {
            ProtobufNativeBuckets.Write(buffer, sample.Native);
        }

        WriteTime(buffer, Created, created);
        if (sample.Native.IsPresent)
        {
            ProtobufNativeBuckets.WriteExemplars(buffer, sample.Native.Exemplars, escaping);
        }

        buffer.End(message);
    }

    /// <summary>Writes an exemplar, if there is one and servers can read it.</summary>
    public static void WriteExemplar(ProtobufBuffer buffer, int field, Exemplar? exemplar, NameEscaping escaping)
    {
        const int ExemplarValue = 2;
        const int Timestamp = 3;

        if (exemplar is null || !ExemplarValidator.IsWritable(exemplar, escaping))
        {
            return;
        }

        var message = buffer.Begin(field);
        buffer.Advance(ProtobufLabels.Write(
            exemplar.Labels, escaping, buffer.GetSpan(ProtobufLabels.GetMaxLength(exemplar.Labels))));
        buffer.WriteDoubleField(ExemplarValue, exemplar.Value);
        WriteTime(buffer, Timestamp, exemplar.Timestamp);
        buffer.End(message);
    }

    private static void WriteBuckets(ProtobufBuffer buffer, in HistogramSample sample, NameEscaping escaping)
    {
        const int Bucket = 3;
        const int CumulativeCount = 1;
        const int UpperBound = 2;
        const int ExemplarField = 3;

        var bounds = sample.Bounds;
        var count = 0L;
        for (var i = 0; i < sample.BucketCounts.Length; i++)
        {
            count += sample.BucketCounts[i];
            var bucket = buffer.Begin(Bucket);
            buffer.WriteVarintField(CumulativeCount, (ulong)count);
            buffer.WriteDoubleField(UpperBound, i < bounds.Length ? bounds[i] : double.PositiveInfinity);
            if (!sample.Exemplars.IsEmpty && sample.Exemplars[i] is { } exemplar && ExemplarValidator.IsInBucket(exemplar, bounds, i))
            {
                WriteExemplar(buffer, ExemplarField, exemplar, escaping);
            }

            buffer.End(bucket);
        }
    }

    private static void WriteTime(ProtobufBuffer buffer, int field, DateTimeOffset? time)
    {
        if (time is { } known)
        {
            buffer.Advance(WriteTime(field, known.UtcTicks, buffer.GetSpan(MaxTimeLength)));
        }
    }

    // A google.protobuf.Timestamp, whose zeros are left out. The nanoseconds are positive before 1970 too.
    private static int WriteTime(int field, long utcTicks, Span<byte> destination)
    {
        const int Seconds = 1;
        const int Nanoseconds = 2;

        var (seconds, ticks) = Math.DivRem(utcTicks, TimeSpan.TicksPerSecond);
        seconds -= DateTimeOffset.UnixEpoch.UtcTicks / TimeSpan.TicksPerSecond;
        var begin = ProtobufEncoding.BeginField(field, destination);
        var length = begin;
        if (seconds != 0)
        {
            length += ProtobufEncoding.WriteVarintField(Seconds, (ulong)seconds, destination[length..]);
        }

        if (ticks != 0)
        {
            length += ProtobufEncoding.WriteVarintField(
                Nanoseconds, (ulong)(ticks * TimeSpan.NanosecondsPerTick), destination[length..]);
        }

        return ProtobufEncoding.EndField(begin, length - begin, destination);
    }
}
