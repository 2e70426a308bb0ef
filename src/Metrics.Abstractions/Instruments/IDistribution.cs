namespace PrometheusMetrics;

/// <summary>An instrument that records observations: a histogram or a summary.</summary>
/// <threadsafety>Every member may be called from any thread at any time, also during a scrape.</threadsafety>
public interface IDistribution
{
    /// <summary>Records one observation.</summary>
    /// <param name="value">The observed value, in the unit of the metric (durations in seconds). Infinities are counted in the lowest and
    /// highest buckets. NaN is counted and makes the sum NaN, as the specification of native histograms requires.</param>
    void Observe(double value);
}
