using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Streaming;

/// <summary>A series of a streaming collector. Each registry reports it with its own labels.</summary>
internal abstract class StreamedSeries(LabelSet labels) : Series(labels)
{
    public sealed override void Collect(MetricVisitor visitor) => Collect(visitor, Labels);

    /// <summary>Reports the sample with other labels.</summary>
    public abstract void Collect(MetricVisitor visitor, LabelSet labels);
}
