using System.Buffers;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Exposition;

/// <summary>Text format 0.0.4, and 1.0.0, which is the same for legacy names. Source: Prometheus, "Exposition formats".</summary>
/// <remarks>It has no units, no exemplars and fewer types, for which the nearest stands in; and it shows every number.</remarks>
internal sealed class TextFormatWriter : LineFormatWriter
{
    /// <param name="output">Where to.</param>
    /// <param name="timestamps">Whether samples that have a timestamp show it.</param>
    public TextFormatWriter(IBufferWriter<byte> output, bool timestamps = true)
        : base(output, trailingZero: false, timestamps)
    {
    }

    private static string TypeName(MetricType type) => type switch
    {
        MetricType.Counter => "counter",
        MetricType.Gauge or MetricType.Info or MetricType.StateSet => "gauge",
        MetricType.Histogram or MetricType.GaugeHistogram => "histogram",
        MetricType.Summary => "summary",
        _ => "untyped",
    };

    protected override void WriteCounter(LabelSet labels, in CounterSample sample) =>
        WriteValue(labels, sample.Value, sample.Timestamp);

    private protected override void AppendMetadata(ref Utf8Cursor cursor)
    {
        AppendAbout(ref cursor, "HELP"u8, Name, Family.Help, quotes: false);
        AppendAbout(ref cursor, "TYPE"u8, Name, TypeName(Family.Type), quotes: false);
    }

    private protected override int FormatTimestamp(DateTimeOffset timestamp, Span<byte> destination)
    {
        var milliseconds = timestamp.ToUnixTimeMilliseconds();

        // The document of the format shows a negative one, but Prometheus refuses the whole body for it.
        return milliseconds >= 0
            ? NumberFormatter.Write(milliseconds, destination)
            : throw new InvalidOperationException($"A sample of '{Family.Name}' is dated before 1970, which Prometheus refuses.");
    }

    private protected override void AppendExemplar(ref Utf8Cursor cursor, Exemplar? exemplar, ReadOnlySpan<double> bounds, int bucket)
    {
    }

    private protected override void AppendTotals(ref SeriesLines lines, ReadOnlySpan<double> bounds, long count, double sum)
    {
        lines.Append(SampleParts.SumSuffixUtf8, default, sum);
        lines.End();
        lines.Append(SampleParts.CountSuffixUtf8, default, count);
        lines.End();
    }

    private protected override bool IncludesQuantile(double value) => true;
}
