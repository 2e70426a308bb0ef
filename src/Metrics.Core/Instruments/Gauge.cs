using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

internal sealed class Gauge : Series, IGauge
{
    private readonly TimeProvider _clock;
    private double _value;

    public Gauge(LabelSet labels, double initialValue, TimeProvider clock)
        : base(labels)
    {
        _value = initialValue;
        _clock = clock;
    }

    public double Value => Volatile.Read(ref _value);

    public override long Stamp => BitConverter.DoubleToInt64Bits(Value);

    public void Set(double value) => Volatile.Write(ref _value, value);

    public void Inc(double value = 1) => AtomicDouble.Add(ref _value, value);

    public void Dec(double value = 1) => AtomicDouble.Add(ref _value, -value);

    public void SetToCurrentTime() => Set((_clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds);

    public override void Report(MetricVisitor visitor) => visitor.Gauge(Labels, new GaugeSample(Value));
}
