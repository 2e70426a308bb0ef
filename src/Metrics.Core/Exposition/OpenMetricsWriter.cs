using System.Buffers;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Exposition;

/// <summary>Writes OpenMetrics 1.0.0, and 0.0.1, which has the same body and another content type. Source: OpenMetrics 1.0, "Text
/// format".</summary>
/// <remarks>The specification forbids the sum of a histogram that is NaN or can fall, and the count with it. Both are written nevertheless:
/// Prometheus stores them, and without them the rate of the count has gaps wherever the sum is below zero. The <c>_created</c> lines,
/// which the specification recommends, are only written on request: a server stores each of them as a separate series. A counter must end
/// in <c>_total</c>, so one that keeps its name is an unknown metric here, which has neither exemplars nor a time of creation; and an
/// info that must not be called by the name without <c>_info</c> is a gauge.</remarks>
internal sealed class OpenMetricsWriter : LineFormatWriter
{
    private readonly IBufferWriter<byte> _output;
    private readonly bool _createdLines;

    /// <param name="output">The buffer that receives the body.</param>
    /// <param name="escaping">The scheme in which names are written.</param>
    /// <param name="createdLines">Whether the lines <c>_created</c> are written.</param>
    public OpenMetricsWriter(IBufferWriter<byte> output, NameEscaping escaping, bool createdLines = false)
        : base(output, trailingZero: true, escaping)
    {
        _output = output;
        _createdLines = createdLines;
    }

    private protected override bool HasMoreThanNumbers => true;

    internal static string TypeName(MetricType type) => type switch
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

        if (Family.KeepsName)
        {
            WriteValue(labels, sample.Value, sample.Timestamp);
            return;
        }

        var lines = BeginSeries(labels, sample.Timestamp);
        lines.Append(NameSuffix.None, default, sample.Value);
        ExemplarFormatter.Append(ref lines.Cursor, sample.Exemplar, Names.Escaping);
        lines.End();
        lines.Commit();
        WriteCreated(labels, sample.Created, sample.Timestamp);
    }

    protected override void WriteHistogram(LabelSet labels, in HistogramSample sample)
    {
        base.WriteHistogram(labels, in sample);
        if (Family.Type == MetricType.Histogram)
        {
            WriteCreated(labels, sample.Created, sample.Timestamp);
        }
    }

    protected override void WriteSummary(LabelSet labels, in SummarySample sample)
    {
        base.WriteSummary(labels, in sample);
        WriteCreated(labels, sample.Created, sample.Timestamp);
    }

    private protected override void AppendMetadata(ref Utf8Cursor cursor)
    {
        var name = Family.KeepsName ? Names.Name : Names.FamilyName;
        var type = (Family.KeepsName, Family.Type) switch
        {
            (false, var ordinary) => ordinary,
            (true, MetricType.Info) => MetricType.Gauge,
            _ => MetricType.Unknown,
        };
        AppendMetadataLine(ref cursor, "TYPE"u8, name, TypeName(type), quotes: true);
        if (name.Length == Names.FamilyName.Length && Names.HasSuffixOf(Family.Unit))
        {
            AppendMetadataLine(ref cursor, "UNIT"u8, name, Family.Unit, quotes: true);
        }

        AppendMetadataLine(ref cursor, "HELP"u8, name, Family.Help, quotes: true);
    }

    private protected override int FormatTimestamp(DateTimeOffset timestamp, Span<byte> destination) =>
        NumberFormatter.WriteUnixSeconds(timestamp, destination);

    private protected override bool CanWrite(in NumberSample sample) =>
        (!sample.HasExemplar && !(_createdLines && sample.CreatedTicks != 0)) || Family.KeepsName;

    protected override void OnCompleted() => _output.Write("# EOF\n"u8);

    private protected override void AppendExemplar(ref Utf8Cursor cursor, Exemplar? exemplar, ReadOnlySpan<double> bounds, int bucket)
    {
        if (exemplar is not null && ExemplarValidator.IsInBucket(exemplar, bounds, bucket))
        {
            ExemplarFormatter.Append(ref cursor, exemplar, Names.Escaping);
        }
    }

    private protected override void AppendTotals(ref SeriesLines lines, long count, double sum)
    {
        var isGauge = Family.Type == MetricType.GaugeHistogram;
        lines.Append(isGauge ? NameSuffix.GaugeCount : NameSuffix.Count, default, count);
        lines.End();
        lines.Append(isGauge ? NameSuffix.GaugeSum : NameSuffix.Sum, default, sum);
        lines.End();
    }

    private void WriteCreated(LabelSet labels, in DateTimeOffset? created, in DateTimeOffset? timestamp)
    {
        if (_createdLines && created is { } time)
        {
            var lines = BeginSeries(labels, timestamp);
            lines.AppendSeries(NameSuffix.Created);
            lines.Cursor.AppendUnixSeconds(time);
            lines.AppendTimestamp();
            lines.End();
            lines.Commit();
        }
    }
}
