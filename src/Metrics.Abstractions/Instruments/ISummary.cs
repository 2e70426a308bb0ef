namespace PrometheusMetrics;

/// <summary>Records the count and sum of observations and, if configured, quantiles over a sliding window. The quantiles of several
/// instances cannot be aggregated: use a histogram if there are several.</summary>
/// <threadsafety>Every member may be called from any thread at any time, also during a scrape.</threadsafety>
public interface ISummary : IDistribution;
