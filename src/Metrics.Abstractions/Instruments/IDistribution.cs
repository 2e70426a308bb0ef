namespace PrometheusMetrics;

/// <summary>Something that takes observations and remembers how they are distributed: a histogram or a summary.</summary>
/// <threadsafety>Every member may be called from any thread at any time, also during a scrape.</threadsafety>
public interface IDistribution
{
    /// <summary>Records one observation.</summary>
    /// <param name="value">What was observed, in the unit of the metric (durations are in seconds). Infinities are kept in the outermost
    /// buckets; NaN is counted and makes the sum NaN, as the native histogram specification rules.</param>
    void Observe(double value);
}
