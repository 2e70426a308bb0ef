namespace Metrics;

/// <summary>Counts observations in buckets, so that Prometheus can aggregate them and estimate any quantile.</summary>
/// <threadsafety>Every member may be called from any thread at any time, also during a scrape.</threadsafety>
public interface IHistogram : IDistribution;
