using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Streaming;

/// <summary>One series as the registry sees it: labels, and a way to report what they stand for right now.</summary>
internal abstract class Series
{
    protected Series(LabelSet labels) => Labels = labels;

    public LabelSet Labels { get; }

    /// <summary>A number that is another one when the value is: always for what only grows, and but for a coincidence of hashes for the rest.</summary>
    public virtual long Stamp => 0;

    /// <summary>Reports exactly one sample. May be called by several collections at once, and beside any write.</summary>
    public abstract void Report(MetricVisitor visitor);
}
