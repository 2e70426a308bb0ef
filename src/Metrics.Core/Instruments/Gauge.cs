using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

internal sealed class Gauge : Series, IGauge
{
    private readonly TimeProvider _timeProvider;
    private double _value;

    public Gauge(LabelSet labels, double initialValue, TimeProvider timeProvider)
        : base(labels)
    {
        _value = initialValue;
        _timeProvider = timeProvider;
    }

    public double Value => Volatile.Read(ref _value);

    protected override long ValueVersion => BitConverter.DoubleToInt64Bits(Value);

    public void Set(double value)
    {
        Volatile.Write(ref _value, value);
        OnWritten();
    }

    public void Inc(double value = 1)
    {
        AtomicDouble.Add(ref _value, value);
        OnWritten();
    }

    public void Dec(double value = 1) => Inc(-value);

    public void SetToCurrentTime() => SetToTime(_timeProvider.GetUtcNow());

    public void SetToTime(DateTimeOffset time) => Set((time - DateTimeOffset.UnixEpoch).TotalSeconds);

    public override void Collect(MetricVisitor visitor) => visitor.Gauge(Labels, new GaugeSample(Value));

    public override bool TryReadNumber(out NumberSample sample)
    {
        sample = new NumberSample(Value, CreatedTicks: 0, HasExemplar: false);
        return true;
    }
}
