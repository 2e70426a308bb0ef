using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Streaming;

/// <summary>One value of a <see cref="PolledFamily"/>.</summary>
internal sealed class PolledSeries(LabelSet labels, MetricType type, DateTimeOffset? created) : Series(labels)
{
    private double _value;

    public double Value
    {
        get => Volatile.Read(ref _value);
        set => Volatile.Write(ref _value, value);
    }

    public override void Collect(MetricVisitor visitor)
    {
        if (type == MetricType.Counter)
        {
            visitor.Counter(Labels, new CounterSample(Value) { Created = created });
        }
        else
        {
            visitor.Gauge(Labels, new GaugeSample(Value));
        }
    }
}
