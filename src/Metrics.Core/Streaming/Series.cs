using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Streaming;

/// <summary>One series as the registry sees it: labels, and a way to report what they stand for right now.</summary>
internal abstract class Series
{
    /// <param name="labels">The labels.</param>
    /// <param name="keepsText">Whether the text of the labels is kept for the next scrape; false for a series that is read only
    /// once.</param>
    protected Series(LabelSet labels, bool keepsText = true) => Labels = keepsText ? SeriesLabels.From(labels) : labels;

    public LabelSet Labels { get; }

    /// <summary>A number that is another one when the value is: always for what only grows, and but for a coincidence of hashes for the rest.</summary>
    public virtual long ChangeVersion => 0;

    /// <summary>Reports exactly one sample. May be called by several collections at once, and beside any write.</summary>
    public abstract void Collect(MetricVisitor visitor);
}
