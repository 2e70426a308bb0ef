using System.Buffers;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Exposition;

/// <summary>Writes OpenMetrics 2.0.0-rc0: each series is one line, also that of a histogram or summary, and is called as its family.
/// Source: OpenMetrics 2.0, "Text format".</summary>
internal sealed class OpenMetrics2Writer : LineFormatWriter
{
    private readonly IBufferWriter<byte> _output;

    /// <param name="output">The buffer that receives the body.</param>
    /// <param name="escaping">The scheme in which names are written.</param>
    public OpenMetrics2Writer(IBufferWriter<byte> output, NameEscaping escaping)
        : base(output, trailingZero: true, escaping) => _output = output;

    private protected override bool HasMoreThanNumbers => true;

    protected override void WriteCounter(LabelSet labels, in CounterSample sample)
    {
        // False for NaN too.
        if (!(sample.Value >= 0))
        {
            return;
        }

        var lines = BeginSeries(labels, sample.Timestamp);
        lines.Append(default, default, sample.Value);
        AppendCreated(ref lines.Cursor, sample.Created);
        AppendExemplar(ref lines.Cursor, sample.Exemplar);
        lines.End();
        lines.Commit();
    }

    protected override void WriteHistogram(LabelSet labels, in HistogramSample sample)
    {
        UseBounds(sample.Bounds);
        var isGauge = Family.Type == MetricType.GaugeHistogram;
        var lines = BeginSeries(labels, sample.Timestamp);
        lines.AppendSeries();
        AppendNumber(ref lines.Cursor, isGauge ? "{gcount:"u8 : "{count:"u8, sample.TotalCount());
        AppendNumber(ref lines.Cursor, isGauge ? ",gsum:"u8 : ",sum:"u8, sample.Sum);
        if (sample.Native.IsPresent)
        {
            AppendNative(ref lines.Cursor, sample.Native);
        }

        if (sample.HasClassicBuckets())
        {
            AppendBuckets(ref lines.Cursor, in sample);
        }

        EndComposite(ref lines, isGauge ? null : sample.Created);
        AppendExemplars(ref lines.Cursor, in sample);
        lines.End();
        lines.Commit();
    }

    protected override void WriteSummary(LabelSet labels, in SummarySample sample)
    {
        UseQuantiles(sample.Quantiles);
        var lines = BeginSeries(labels, sample.Timestamp);
        lines.AppendSeries();
        AppendNumber(ref lines.Cursor, "{count:"u8, sample.Count);
        AppendNumber(ref lines.Cursor, ",sum:"u8, sample.Sum);
        AppendText(ref lines.Cursor, ",quantile:["u8);
        for (var i = 0; i < sample.Quantiles.Length; i++)
        {
            AppendSeparator(ref lines.Cursor, isFirst: i == 0);
            AppendText(ref lines.Cursor, GetQuantile(i));
            AppendNumber(ref lines.Cursor, ":"u8, sample.Values[i]);
        }

        AppendText(ref lines.Cursor, "]"u8);
        EndComposite(ref lines, sample.Created);
        lines.End();
        lines.Commit();
    }

    private protected override bool CanWrite(in NumberSample sample) => !sample.HasExemplar;

    private protected override void AppendAfterNumber(ref Utf8Cursor cursor, in NumberSample sample)
    {
        if (sample.CreatedTicks != 0)
        {
            AppendCreated(ref cursor, new DateTimeOffset(sample.CreatedTicks, TimeSpan.Zero));
        }
    }

    protected override void OnCompleted() => _output.Write("# EOF\n"u8);

    private protected override void AppendMetadata(ref Utf8Cursor cursor)
    {
        AppendMetadataLine(ref cursor, "TYPE"u8, Names.Name, OpenMetricsWriter.TypeName(Family.Type), quotes: true);
        if (Names.HasSuffixOf(Family.Unit))
        {
            AppendMetadataLine(ref cursor, "UNIT"u8, Names.Name, Family.Unit, quotes: true);
        }

        AppendMetadataLine(ref cursor, "HELP"u8, Names.Name, Family.Help, quotes: true);
    }

    private protected override int FormatTimestamp(DateTimeOffset timestamp, Span<byte> destination) =>
        NumberFormatter.WriteUnixSeconds(timestamp, destination);

    private static void AppendNative(ref Utf8Cursor cursor, NativeHistogramSample native)
    {
        AppendNumber(ref cursor, ",schema:"u8, native.Schema);
        AppendNumber(ref cursor, ",zero_threshold:"u8, native.ZeroThreshold);
        AppendNumber(ref cursor, ",zero_count:"u8, native.ZeroCount);
        AppendSide(ref cursor, ",negative_spans:["u8, ",negative_buckets:["u8, native.NegativeIndexes, native.NegativeCounts);
        AppendSide(ref cursor, ",positive_spans:["u8, ",positive_buckets:["u8, native.PositiveIndexes, native.PositiveCounts);
    }

    private static void AppendSide(
        ref Utf8Cursor cursor,
        ReadOnlySpan<byte> spansKey,
        ReadOnlySpan<byte> bucketsKey,
        ReadOnlySpan<int> indexes,
        ReadOnlySpan<long> counts)
    {
        if (indexes.IsEmpty)
        {
            return;
        }

        AppendText(ref cursor, spansKey);
        var isFirst = true;
        foreach (var span in new NativeSpans(indexes))
        {
            AppendNumber(ref cursor, isFirst ? default : ","u8, span.Offset);
            AppendNumber(ref cursor, ":"u8, span.Length);
            isFirst = false;
        }

        AppendText(ref cursor, "]"u8);
        AppendText(ref cursor, bucketsKey);
        isFirst = true;
        foreach (var count in new NativeSpanCounts(indexes, counts))
        {
            AppendNumber(ref cursor, isFirst ? default : ","u8, count);
            isFirst = false;
        }

        AppendText(ref cursor, "]"u8);
    }

    private static void EndComposite(ref SeriesLines lines, DateTimeOffset? created)
    {
        AppendText(ref lines.Cursor, "}"u8);
        lines.AppendTimestamp();
        AppendCreated(ref lines.Cursor, created);
    }

    private static void AppendCreated(ref Utf8Cursor cursor, DateTimeOffset? created)
    {
        if (created is { } time)
        {
            AppendText(ref cursor, " st@"u8);
            cursor.Reserve(NumberFormatter.MaxLength + 1);
            cursor.AppendUnixSeconds(time);
        }
    }

    private static void AppendNumber(ref Utf8Cursor cursor, ReadOnlySpan<byte> before, double value)
    {
        cursor.Reserve(before.Length + NumberFormatter.MaxLength + 1);
        cursor.Append(before);
        cursor.Append(value);
    }

    private static void AppendNumber(ref Utf8Cursor cursor, ReadOnlySpan<byte> before, long value)
    {
        cursor.Reserve(before.Length + NumberFormatter.MaxLength + 1);
        cursor.Append(before);
        cursor.Append(value);
    }

    private static void AppendSeparator(ref Utf8Cursor cursor, bool isFirst) => AppendText(ref cursor, isFirst ? default : ","u8);

    private static void AppendText(ref Utf8Cursor cursor, ReadOnlySpan<byte> text)
    {
        cursor.Reserve(text.Length + 1);
        cursor.Append(text);
    }

    private void AppendBuckets(ref Utf8Cursor cursor, in HistogramSample sample)
    {
        AppendText(ref cursor, ",bucket:["u8);
        var count = 0L;
        for (var i = 0; i < sample.Bounds.Length; i++)
        {
            count += sample.BucketCounts[i];
            AppendText(ref cursor, GetBound(i));
            AppendNumber(ref cursor, ":"u8, count);
            AppendText(ref cursor, ","u8);
        }

        AppendNumber(ref cursor, "+Inf:"u8, sample.TotalCount());
        AppendText(ref cursor, "]"u8);
    }

    // The specification demands the timestamp, and that an exemplar without one is left out.
    private void AppendExemplar(ref Utf8Cursor cursor, Exemplar? exemplar)
    {
        if (exemplar is { Timestamp: not null })
        {
            ExemplarFormatter.Append(ref cursor, exemplar, Names.Escaping);
        }
    }

    // Of a histogram with both kinds of buckets, those of the classic ones.
    private void AppendExemplars(ref Utf8Cursor cursor, in HistogramSample sample)
    {
        if (!sample.HasClassicBuckets())
        {
            foreach (var exemplar in sample.Native.Exemplars)
            {
                AppendExemplar(ref cursor, exemplar);
            }

            return;
        }

        for (var i = 0; i < sample.Exemplars.Length; i++)
        {
            if (sample.Exemplars[i] is { } exemplar && ExemplarValidator.IsInBucket(exemplar, sample.Bounds, i))
            {
                AppendExemplar(ref cursor, exemplar);
            }
        }
    }
}
