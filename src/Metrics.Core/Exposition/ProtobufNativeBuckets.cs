using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Exposition;

/// <summary>Writes the native part of the message <c>Histogram</c>. Source: Prometheus, "Native Histograms".</summary>
internal static class ProtobufNativeBuckets
{
    private const int PositiveSpan = 12;

    public static void Write(ProtobufBuffer buffer, NativeHistogramSample native)
    {
        const int Schema = 5;
        const int ZeroThreshold = 6;
        const int ZeroCount = 7;
        const int NegativeSpan = 9;
        const int NegativeDelta = 10;
        const int PositiveDelta = 13;

        buffer.WriteSignedField(Schema, native.Schema);
        buffer.WriteDoubleField(ZeroThreshold, native.ZeroThreshold);
        buffer.WriteVarintField(ZeroCount, (ulong)native.ZeroCount);
        Write(buffer, NegativeSpan, NegativeDelta, native.NegativeIndexes, native.NegativeCounts);
        Write(buffer, PositiveSpan, PositiveDelta, native.PositiveIndexes, native.PositiveCounts);
        if (!IsRecognisable(native))
        {
            WriteSpan(buffer, PositiveSpan, new NativeSpan(Offset: 0, Length: 0));
        }
    }

    /// <summary>Writes the exemplars of the native buckets. A server drops those without a timestamp.</summary>
    public static void WriteExemplars(ProtobufBuffer buffer, ReadOnlySpan<Exemplar> exemplars, NameEscaping escaping)
    {
        const int Exemplars = 16;

        foreach (var exemplar in exemplars)
        {
            if (exemplar is { Timestamp: not null })
            {
                ProtobufSamples.WriteExemplar(buffer, Exemplars, exemplar, escaping);
            }
        }
    }

    // Readers take a message without any of these for that of a classic histogram, unless it has an empty span.
    private static bool IsRecognisable(NativeHistogramSample native) =>
        native.ZeroThreshold > 0 || native.ZeroCount > 0 || !native.NegativeIndexes.IsEmpty || !native.PositiveIndexes.IsEmpty;

    private static void Write(ProtobufBuffer buffer, int spanField, int deltaField, ReadOnlySpan<int> indexes, ReadOnlySpan<long> counts)
    {
        if (indexes.IsEmpty)
        {
            return;
        }

        foreach (var span in new NativeSpans(indexes))
        {
            WriteSpan(buffer, spanField, span);
        }

        var deltas = buffer.Begin(deltaField);
        var previous = 0L;
        foreach (var count in new NativeSpanCounts(indexes, counts))
        {
            buffer.WriteVarint(ProtobufEncoding.ZigZag(count - previous));
            previous = count;
        }

        buffer.End(deltas);
    }

    private static void WriteSpan(ProtobufBuffer buffer, int field, NativeSpan span)
    {
        const int Offset = 1;
        const int Length = 2;

        var message = buffer.Begin(field);
        buffer.WriteSignedField(Offset, span.Offset);
        buffer.WriteVarintField(Length, (ulong)span.Length);
        buffer.End(message);
    }
}
