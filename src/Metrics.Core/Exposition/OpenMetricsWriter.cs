using System.Buffers;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Exposition;

/// <summary>OpenMetrics 1.0.0; 0.0.1 has the same content under another label. Source: OpenMetrics 1.0, "Text format".</summary>
/// <remarks>It forbids some numbers: the lines that would show them are left out, so that the rest of the body can be read.
/// The <c>_created</c> lines, which it recommends, are not written: a server stores each as a series of its own.</remarks>
internal sealed class OpenMetricsWriter : LineWriter
{
    private readonly IBufferWriter<byte> _output;

    public OpenMetricsWriter(IBufferWriter<byte> output)
        : base(output, point: true) => _output = output;

    private static string Word(MetricType type) => type switch
    {
        MetricType.Counter => "counter",
        MetricType.Gauge => "gauge",
        MetricType.Histogram => "histogram",
        MetricType.GaugeHistogram => "gaugehistogram",
        MetricType.Summary => "summary",
        MetricType.Info => "info",
        MetricType.StateSet => "stateset",
        _ => "unknown",
    };

    private protected override void WriteCounter(LabelSet labels, in CounterSample sample)
    {
        if (!IsTotal(sample.Value))
        {
            return;
        }

        var lines = BeginSeries(labels, sample.Timestamp);
        lines.Append(default, default, sample.Value);
        ExemplarText.Append(ref lines.Cursor, sample.Exemplar);
        lines.End();
        lines.Commit();
    }

    private protected override void AppendMetadata(ref Utf8Cursor cursor)
    {
        // The suffix of the series is no part of the family's name.
        var name = Name[..Family.FamilyName.Length];
        AppendAbout(ref cursor, "TYPE"u8, name, Word(Family.Type), quotes: true);
        AppendAbout(ref cursor, "UNIT"u8, name, Family.Unit, quotes: true);
        AppendAbout(ref cursor, "HELP"u8, name, Family.Help, quotes: true);
    }

    private protected override int FormatTimestamp(DateTimeOffset timestamp, Span<byte> destination) =>
        NumberText.WriteUnixSeconds(timestamp, destination);

    private protected override void AppendExemplar(ref Utf8Cursor cursor, in HistogramSample sample, int bucket)
    {
        if (!sample.Exemplars.IsEmpty && ExemplarText.IsInBucket(sample.Exemplars[bucket], sample.Bounds, bucket))
        {
            ExemplarText.Append(ref cursor, sample.Exemplars[bucket]);
        }
    }

    // A sum to which negative values belong may fall, so it is no total; and the count stands only beside the sum.
    private protected override void AppendTotals(ref SeriesLines lines, in HistogramSample sample, long count)
    {
        var negative = sample.Bounds.Length > 0 && sample.Bounds[0] < 0;
        if (Family.Type == MetricType.GaugeHistogram)
        {
            if (negative ? !double.IsNaN(sample.Sum) : IsTotal(sample.Sum))
            {
                AppendTotals(ref lines, "_gcount"u8, count, "_gsum"u8, sample.Sum);
            }
        }
        else if (!negative && IsTotal(sample.Sum))
        {
            AppendTotals(ref lines, "_count"u8, count, "_sum"u8, sample.Sum);
        }
    }

    private protected override void AppendTotals(ref SeriesLines lines, in SummarySample sample)
    {
        lines.Append("_count"u8, default, sample.Count);
        lines.End();
        if (IsTotal(sample.Sum))
        {
            lines.Append("_sum"u8, default, sample.Sum);
            lines.End();
        }
    }

    private protected override bool ShowsQuantile(double value) => !(value < 0);

    private protected override void OnCompleted() => _output.Write("# EOF\n"u8);

    private static void AppendTotals(
        ref SeriesLines lines, ReadOnlySpan<byte> countSuffix, long count, ReadOnlySpan<byte> sumSuffix, double sum)
    {
        lines.Append(countSuffix, default, count);
        lines.End();
        lines.Append(sumSuffix, default, sum);
        lines.End();
    }

    // NaN, too, is none.
    private static bool IsTotal(double value) => value >= 0;
}
