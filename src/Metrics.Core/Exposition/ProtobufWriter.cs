using System.Buffers;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Exposition;

/// <summary>Writes delimited messages <c>io.prometheus.client.MetricFamily</c>, each with its length before it. Source: Prometheus,
/// "Exposition formats", Protobuf format, and the definition of the messages in prometheus/client_model.</summary>
/// <remarks>The length is known at the end of a family, which is kept until then. Every number is written. A reader gives the parts of a
/// histogram or summary their names.</remarks>
internal sealed class ProtobufWriter : SeriesBatchWriter
{
    private readonly IBufferWriter<byte> _output;
    private readonly NameEscaping _escaping;
    private readonly bool _forGateway;
    private readonly ProtobufBuffer _metric = new();
    private readonly FamilyNames _names;

    // The open family, and the rest of the one before.
    private SegmentedBuffer _family = new();
    private SegmentedBuffer _pending = new();

    /// <param name="output">The buffer that receives the body.</param>
    /// <param name="escaping">The scheme in which names are written.</param>
    /// <param name="forGateway">Whether a Pushgateway reads the body. It rejects timestamps, and it accepts a gauge histogram, but then
    /// fails every scrape of its own, so a gauge histogram is written as a histogram.</param>
    public ProtobufWriter(IBufferWriter<byte> output, NameEscaping escaping, bool forGateway = false)
        : base(ProtobufLabelEncoding.All, escaping)
    {
        _output = output;
        _escaping = escaping;
        _forGateway = forGateway;
        _names = new FamilyNames(escaping);
    }

    internal override bool WritePending() => _pending.MoveNextTo(_output);

    protected override void OnFamilyEnded()
    {
        if (_family.Length == 0)
        {
            return;
        }

        if (HasWritableUnit())
        {
            _metric.Clear();
            _metric.WriteStringField(FamilyField.Unit, Family.Unit);
            _family.Write(_metric.Written);
        }

        WriteAllPending();
        _output.Advance(ProtobufEncoding.WriteVarint((ulong)_family.Length, _output.GetSpan(ProtobufEncoding.MaxVarint)));
        (_family, _pending) = (_pending, _family);
        if (!DefersOutput)
        {
            WriteAllPending();
        }
    }

    protected override void OnCompleted() => WriteAllPending();

    protected override void WriteUnknown(LabelSet labels, in UnknownSample sample) =>
        WriteValue(labels, MetricField.Untyped, sample.Value, sample.Timestamp);

    protected override void WriteGauge(LabelSet labels, in GaugeSample sample) =>
        WriteValue(labels, MetricField.Gauge, sample.Value, sample.Timestamp);

    protected override void WriteInfo(LabelSet labels, in InfoSample sample) =>
        WriteValue(labels, MetricField.Gauge, 1, sample.Timestamp);

    protected override void WriteStateSet(LabelSet labels, in StateSetSample sample)
    {
        for (var i = 0; i < sample.States.Length; i++)
        {
            var metric = BeginMetric(labels);
            var state = sample.States[i];
            _metric.Advance(ProtobufLabels.Write(
                Family.Name, state, _escaping, _metric.GetSpan(ProtobufLabels.GetMaxLength(Family.Name, state))));
            ProtobufSamples.WriteValue(_metric, MetricField.Gauge, sample.Active[i] ? 1 : 0);
            EndMetric(metric, sample.Timestamp);
        }
    }

    protected override void WriteCounter(LabelSet labels, in CounterSample sample)
    {
        var metric = BeginMetric(labels);
        ProtobufSamples.WriteCounter(_metric, MetricField.Counter, in sample, _escaping);
        EndMetric(metric, sample.Timestamp);
    }

    protected override void WriteHistogram(LabelSet labels, in HistogramSample sample)
    {
        var metric = BeginMetric(labels);
        ProtobufSamples.WriteHistogram(
            _metric, MetricField.Histogram, in sample, Family.Type == MetricType.GaugeHistogram ? null : sample.Created, _escaping);
        EndMetric(metric, sample.Timestamp);
    }

    protected override void WriteSummary(LabelSet labels, in SummarySample sample)
    {
        var metric = BeginMetric(labels);
        ProtobufSamples.WriteSummary(_metric, MetricField.Summary, in sample);
        EndMetric(metric, sample.Timestamp);
    }

    private protected override int WriteNumbers(
        ReadOnlySpan<NumberSample> samples, LabelSegment labels, int first, ref int budget)
    {
        var field = Family.Type == MetricType.Counter ? MetricField.Counter : MetricField.Gauge;
        Span<byte> start = stackalloc byte[ProtobufEncoding.MaxPrefix];
        Span<byte> number = stackalloc byte[ProtobufSamples.MaxNumberLength];
        for (var i = 0; i < samples.Length; i++)
        {
            if (samples[i].HasExemplar || budget <= 0)
            {
                return i;
            }

            var text = labels[first + i];
            var value = number[..ProtobufSamples.WriteNumber(field, in samples[i], number)];
            if (_family.Length == 0)
            {
                WriteMetadata();
            }

            var prefix = start[..ProtobufEncoding.WriteStart(FamilyField.Metric, text.Length + value.Length, start)];
            _family.Write(prefix, text, value);
            budget -= text.Length + value.Length;
        }

        return samples.Length;
    }

    // Older servers reject the whole body if the name does not end with the unit, as OpenMetrics demands.
    private bool HasWritableUnit()
    {
        if (Family.Unit.Length == 0)
        {
            return false;
        }

        _names.Begin(Family);
        return _names.HasSuffixOf(Family.Unit);
    }

    private int TypeNumber(MetricType type) => type switch
    {
        MetricType.Counter => 0,
        MetricType.Gauge or MetricType.Info or MetricType.StateSet => 1,
        MetricType.Summary => 2,
        MetricType.Histogram => 4,
        MetricType.GaugeHistogram => _forGateway ? 4 : 5,
        _ => 3,
    };

    private void WriteValue(LabelSet labels, int field, double value, in DateTimeOffset? timestamp)
    {
        var metric = BeginMetric(labels);
        ProtobufSamples.WriteValue(_metric, field, value);
        EndMetric(metric, timestamp);
    }

    private void WriteAllPending()
    {
        while (WritePending())
        {
        }
    }

    private int BeginMetric(LabelSet labels)
    {
        if (_family.Length == 0)
        {
            WriteMetadata();
        }

        _metric.Clear();
        var metric = _metric.Begin(FamilyField.Metric);
        if (TryGetReceived(labels, out var text))
        {
            text.CopyTo(_metric.GetSpan(text.Length));
            _metric.Advance(text.Length);
        }
        else
        {
            _metric.Advance(ProtobufLabels.Write(labels, _escaping, _metric.GetSpan(ProtobufLabels.GetMaxLength(labels))));
        }

        return metric;
    }

    private void EndMetric(int metric, in DateTimeOffset? timestamp)
    {
        if (timestamp is { } time && !_forGateway)
        {
            _metric.WriteVarintField(MetricField.TimestampMilliseconds, (ulong)time.ToUnixTimeMilliseconds());
        }

        _metric.End(metric);
        _family.Write(_metric.Written);
    }

    private void WriteMetadata()
    {
        _metric.Clear();
        _metric.Advance(ProtobufLabels.WriteName(
            FamilyField.Name, Family.Name, NameKind.Metric, _escaping, _metric.GetSpan(ProtobufLabels.GetMaxNameLength(Family.Name))));
        if (Family.Help.Length > 0)
        {
            _metric.WriteStringField(FamilyField.Help, Family.Help);
        }

        _metric.WriteVarintField(FamilyField.Type, (ulong)TypeNumber(Family.Type));
        _family.Write(_metric.Written);
    }

    private static class FamilyField
    {
        public const int Name = 1;
        public const int Help = 2;
        public const int Type = 3;
        public const int Metric = 4;
        public const int Unit = 5;
    }

    private static class MetricField
    {
        public const int Gauge = 2;
        public const int Counter = 3;
        public const int Summary = 4;
        public const int Untyped = 5;
        public const int TimestampMilliseconds = 6;
        public const int Histogram = 7;
    }
}
