using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Streaming;

/// <summary>One value of a <see cref="PolledFamily"/>.</summary>
internal sealed class PolledSeries(LabelSet labels, MetricType type, DateTimeOffset? created) : StreamedSeries(labels)
{
    private double _value;

    public double Value
    {
        get => Volatile.Read(ref _value);
        set => Volatile.Write(ref _value, value);
    }

    public override void Collect(MetricVisitor visitor, LabelSet labels)
    {
        if (type == MetricType.Counter)
        {
            visitor.Counter(labels, new CounterSample(Value) { Created = created });
        }
        else
        {
            visitor.Gauge(labels, new GaugeSample(Value));
        }
    }
}
