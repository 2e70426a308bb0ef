using System.Buffers;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Exposition;

/// <summary>Writes text format 0.0.4, and 1.0.0, which has the same body. Source: Prometheus, "Exposition formats".</summary>
/// <remarks>The format has no units, no exemplars and fewer types: other types are written as the most similar one. Every number is
/// written.</remarks>
internal sealed class TextFormatWriter : LineFormatWriter
{
    /// <param name="output">The buffer that receives the body.</param>
    /// <param name="escaping">The scheme in which names are written.</param>
    /// <param name="timestamps">Whether the timestamps of samples are written.</param>
    public TextFormatWriter(IBufferWriter<byte> output, NameEscaping escaping, bool timestamps = true)
        : base(output, trailingZero: false, escaping, timestamps)
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
        AppendMetadataLine(ref cursor, "HELP"u8, Names.Name, Family.Help, quotes: false);
        AppendMetadataLine(ref cursor, "TYPE"u8, Names.Name, TypeName(Family.Type), quotes: false);
    }

    private protected override int FormatTimestamp(DateTimeOffset timestamp, Span<byte> destination)
    {
        var milliseconds = timestamp.ToUnixTimeMilliseconds();

        // The specification of the format has an example with a negative one, but Prometheus rejects the whole body for it.
        return milliseconds >= 0
            ? NumberFormatter.Write(milliseconds, destination)
            : throw new InvalidOperationException(
                $"A sample of '{ForeignText.Escape(Family.Name)}' has a timestamp before 1970, " +
                "for which Prometheus rejects the whole scrape: leave it out.");
    }
}
