using System.Buffers;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Exposition;

/// <summary>Writes OpenMetrics 1.0.0, and 0.0.1, which has the same body and another content type. Source: OpenMetrics 1.0, "Text
/// format".</summary>
/// <remarks>The specification forbids the sum of a histogram that is NaN or can fall, and the count with it. Both are written nevertheless:
/// Prometheus stores them, and without them the rate of the count has gaps wherever the sum is below zero. The <c>_created</c> lines,
/// which the specification recommends, are not written: a server stores each of them as a separate series.</remarks>
internal sealed class OpenMetricsWriter : LineFormatWriter
{
    private readonly IBufferWriter<byte> _output;

    public OpenMetricsWriter(IBufferWriter<byte> output)
        : base(output, trailingZero: true) => _output = output;

    private protected override bool HasExemplars => true;

    private static string TypeName(MetricType type) => type switch
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

    protected override void WriteCounter(LabelSet labels, in CounterSample sample)
    {
        // False for NaN too.
        if (!(sample.Value >= 0))
        {
            return;
        }

        var lines = BeginSeries(labels, sample.Timestamp);
        lines.Append(default, default, sample.Value);
        ExemplarFormatter.Append(ref lines.Cursor, sample.Exemplar);
        lines.End();
        lines.Commit();
    }

    private protected override void AppendMetadata(ref Utf8Cursor cursor)
    {
        // The suffix of the series is not part of the family's name.
        var name = Name[..Family.FamilyName.Length];
        AppendMetadataLine(ref cursor, "TYPE"u8, name, TypeName(Family.Type), quotes: true);
        AppendMetadataLine(ref cursor, "UNIT"u8, name, Family.Unit, quotes: true);
        AppendMetadataLine(ref cursor, "HELP"u8, name, Family.Help, quotes: true);
    }

    private protected override int FormatTimestamp(DateTimeOffset timestamp, Span<byte> destination) =>
        NumberFormatter.WriteUnixSeconds(timestamp, destination);

    protected override void OnCompleted() => _output.Write("# EOF\n"u8);

    private protected override void AppendExemplar(ref Utf8Cursor cursor, Exemplar? exemplar, ReadOnlySpan<double> bounds, int bucket)
    {
        if (exemplar is not null && ExemplarValidator.IsInBucket(exemplar, bounds, bucket))
        {
            ExemplarFormatter.Append(ref cursor, exemplar);
        }
    }

    private protected override void AppendTotals(ref SeriesLines lines, long count, double sum)
    {
        var isGauge = Family.Type == MetricType.GaugeHistogram;
        lines.Append(isGauge ? "_gcount"u8 : SampleParts.CountSuffixUtf8, default, count);
        lines.End();
        lines.Append(isGauge ? "_gsum"u8 : SampleParts.SumSuffixUtf8, default, sum);
        lines.End();
    }
}
