using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

internal sealed class RecordedCounter : Series
{
    private readonly double _value;
    private readonly DateTimeOffset? _created;
    private readonly DateTimeOffset? _timestamp;
    private readonly Exemplar? _exemplar;

    public RecordedCounter(LabelSet labels, in CounterSample sample)
        : base(labels) =>
        (_value, _created, _timestamp, _exemplar) = (sample.Value, sample.Created, sample.Timestamp, sample.Exemplar);

    public override void Collect(MetricVisitor visitor) =>
        visitor.Counter(Labels, new CounterSample(_value) { Created = _created, Timestamp = _timestamp, Exemplar = _exemplar });
}

internal sealed class RecordedGauge : Series
{
    private readonly double _value;
    private readonly DateTimeOffset? _timestamp;

    public RecordedGauge(LabelSet labels, in GaugeSample sample)
        : base(labels) => (_value, _timestamp) = (sample.Value, sample.Timestamp);

    public override void Collect(MetricVisitor visitor) => visitor.Gauge(Labels, new GaugeSample(_value) { Timestamp = _timestamp });
}

internal sealed class RecordedUnknown : Series
{
    private readonly double _value;
    private readonly DateTimeOffset? _timestamp;

    public RecordedUnknown(LabelSet labels, in UnknownSample sample)
        : base(labels) => (_value, _timestamp) = (sample.Value, sample.Timestamp);

    public override void Collect(MetricVisitor visitor) => visitor.Unknown(Labels, new UnknownSample(_value) { Timestamp = _timestamp });
}

internal sealed class RecordedInfo : Series
{
    private readonly DateTimeOffset? _timestamp;

    public RecordedInfo(LabelSet labels, in InfoSample sample)
        : base(labels) => _timestamp = sample.Timestamp;

    public override void Collect(MetricVisitor visitor) => visitor.Info(Labels, new InfoSample { Timestamp = _timestamp });
}

internal sealed class RecordedStateSet : Series
{
    private readonly string[] _states;
    private readonly bool[] _active;
    private readonly DateTimeOffset? _timestamp;

    public RecordedStateSet(LabelSet labels, in StateSetSample sample)
        : base(labels) =>
        (_states, _active, _timestamp) = (WellFormedText.Get(sample.States.ToArray()), sample.Active.ToArray(), sample.Timestamp);

    public override void Collect(MetricVisitor visitor) =>
        visitor.StateSet(Labels, new StateSetSample(_states, _active) { Timestamp = _timestamp });
}

internal sealed class RecordedHistogram : Series
{
    private readonly double[] _bounds;
    private readonly long[] _bucketCounts;
    private readonly double _sum;
    private readonly DateTimeOffset? _created;
    private readonly DateTimeOffset? _timestamp;
    private readonly Exemplar?[] _exemplars;
    private readonly RecordedNative? _native;

    public RecordedHistogram(LabelSet labels, in HistogramSample sample)
        : base(labels)
    {
        (_bounds, _bucketCounts, _sum) = (sample.Bounds.ToArray(), sample.BucketCounts.ToArray(), sample.Sum);
        (_created, _timestamp, _exemplars) = (sample.Created, sample.Timestamp, sample.Exemplars.ToArray());
        _native = sample.Native.IsPresent ? new RecordedNative(sample.Native) : null;
    }

    public override void Collect(MetricVisitor visitor) => visitor.Histogram(Labels, new HistogramSample(_bounds, _bucketCounts, _sum)
    {
        Created = _created,
        Timestamp = _timestamp,
        Exemplars = _exemplars,
        Native = _native is null ? default : _native.Sample,
    });
}

internal sealed class RecordedSummary : Series
{
    private readonly long _count;
    private readonly double _sum;
    private readonly double[] _quantiles;
    private readonly double[] _values;
    private readonly DateTimeOffset? _created;
    private readonly DateTimeOffset? _timestamp;

    public RecordedSummary(LabelSet labels, in SummarySample sample)
        : base(labels)
    {
        (_count, _sum, _quantiles, _values) = (sample.Count, sample.Sum, sample.Quantiles.ToArray(), sample.Values.ToArray());
        (_created, _timestamp) = (sample.Created, sample.Timestamp);
    }

    public override void Collect(MetricVisitor visitor) =>
        visitor.Summary(Labels, new SummarySample(_count, _sum, _quantiles, _values) { Created = _created, Timestamp = _timestamp });
}
