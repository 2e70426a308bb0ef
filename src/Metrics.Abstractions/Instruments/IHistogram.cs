namespace PrometheusMetrics;

/// <summary>Counts observations in buckets, so that Prometheus can aggregate them and estimate any quantile.</summary>
/// <threadsafety>Every member may be called from any thread at any time, also during a scrape.</threadsafety>
public interface IHistogram : IDistribution
{
    /// <inheritdoc cref="IDistribution.Observe"/>
    /// <remarks>It stands here again because the compiler would otherwise prefer the method with an exemplar, which is declared here, and give an empty one.</remarks>
    new void Observe(double value);

    /// <summary>Records one observation and gives an example of it, which is shown with the bucket. An exemplar that is ill-formed or has more than 128
    /// characters is dropped and counted in <c>metrics_exemplars_dropped_total</c>; the observation is recorded all the same.</summary>
    /// <param name="value">What was observed, as in <see cref="Observe(double)"/>.</param>
    /// <param name="exemplar">What identifies the example: names and values, usually <c>trace_id</c> and <c>span_id</c>.</param>
    /// <example><code>duration.Observe(0.25, ("trace_id", "0af7651916cd43dd8448eb211c80319c"));</code></example>
    void Observe(double value, params ReadOnlySpan<(string Name, string Value)> exemplar);
}
