using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

internal sealed class Unknown : Series, IUnknown
{
    private double _value;

    public Unknown(LabelSet labels)
        : base(labels)
    {
    }

    public double Value => Volatile.Read(ref _value);

    public override long Stamp => BitConverter.DoubleToInt64Bits(Value);

    public void Set(double value) => Volatile.Write(ref _value, value);

    public override void Report(MetricVisitor visitor) => visitor.Unknown(Labels, new UnknownSample(Value));
}
