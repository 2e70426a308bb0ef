namespace PrometheusMetrics;

/// <summary>Keeps count and sum of observations and, on request, quantiles over a sliding window. Quantiles of summaries can't be
/// aggregated over instances: prefer a histogram when there are several.</summary>
/// <threadsafety>Every member may be called from any thread at any time, also during a scrape.</threadsafety>
public interface ISummary : IDistribution;
