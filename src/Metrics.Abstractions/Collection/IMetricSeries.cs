namespace PrometheusMetrics.Collection;

/// <summary>One series that can be read without its registry. Every instrument that a <c>MetricFactory</c> creates implements
/// it.</summary>
/// <threadsafety>Every member may be called from any thread at any time.</threadsafety>
/// <example><code>if (histogram is IMetricSeries series) { series.Collect(visitor); }</code></example>
public interface IMetricSeries
{
    /// <summary>The labels of the series, constant labels included.</summary>
    LabelSet Labels { get; }

    /// <summary>Reports the current value, also of a series that is hidden or removed: one sample, without
    /// <see cref="MetricVisitor.BeginFamily"/> and <see cref="MetricVisitor.EndFamily"/>.</summary>
    /// <param name="visitor">The visitor.</param>
    void Collect(MetricVisitor visitor);
}
