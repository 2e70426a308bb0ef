namespace PrometheusMetrics;

/// <summary>An instrument that records observations: a histogram or a summary.</summary>
/// <threadsafety>Every member may be called from any thread at any time, also during a scrape.</threadsafety>
public interface IDistribution
{
    /// <summary>Records one observation.</summary>
    /// <param name="value">The observed value, in the unit of the metric (durations in seconds). Infinities are counted in the lowest and
    /// highest buckets and make the sum infinite; both of them together make it NaN. NaN is not recorded: it is counted in
    /// <c>metrics_observations_dropped_total</c>.</param>
    void Observe(double value);
}
