namespace PrometheusMetrics;

/// <summary>Counts observations in buckets, so that Prometheus can aggregate them and estimate any quantile.</summary>
/// <threadsafety>Every member may be called from any thread at any time, also during a scrape.</threadsafety>
public interface IHistogram : IDistribution
{
    /// <summary>Records one observation and offers an exemplar for its bucket. An exemplar that is malformed (an illegal or repeated name,
    /// <c>le</c>, <c>quantile</c>, null, a NUL character), or whose names and values have more than 128 characters together, is dropped and
    /// counted in <c>metrics_exemplars_dropped_total</c>; the observation is recorded in any case. NaN is dropped with its exemplar, and
    /// both are counted.</summary>
    /// <param name="value">The observed value, as in <see cref="IDistribution.Observe"/>.</param>
    /// <param name="exemplar">The names and values that identify the example, usually <c>trace_id</c> and <c>span_id</c>.</param>
    /// <example><code>duration.ObserveWithExemplar(0.25, ("trace_id", "0af7651916cd43dd8448eb211c80319c"));</code></example>
    void ObserveWithExemplar(double value, params ReadOnlySpan<(string Name, string Value)> exemplar);
}
