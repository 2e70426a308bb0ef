using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Testing;

/// <summary>Extension methods that read single samples and histograms. Each call runs a whole collection, so they are for tests and
/// occasional checks, not for hot paths.</summary>
/// <threadsafety>Every member may be called from any thread at any time.</threadsafety>
public static class SampleExtensions
{
    /// <summary>Reads the value of one sample.</summary>
    /// <param name="source">The registry, or another source of metrics.</param>
    /// <param name="name">The name of the sample as Prometheus stores it: <c>orders_placed_total</c>, <c>request_seconds_bucket</c>,
    /// <c>request_seconds_count</c>.</param>
    /// <param name="labels">All labels of the sample, in any order, but those of the whole registry,
    /// <see cref="MetricRegistryOptions.Labels"/>, may be left out; <c>le</c> and <c>quantile</c> are compared as numbers. A value that is
    /// empty or null equals a missing label.</param>
    /// <exception cref="ArgumentException">A label name is illegal or given twice.</exception>
    /// <exception cref="ArgumentNullException">An argument or a label name is null.</exception>
    /// <exception cref="CollectionFailedException">A collector failed and <c>FailOnCollectorError</c> is set.</exception>
    /// <exception cref="SampleNotFoundException">There is no such sample. The message says which similar ones there are.</exception>
    /// <example><code>registry.GetSampleValue("orders_placed_total", ("channel", "web"))</code></example>
    public static double GetSampleValue(
        this IMetricSource source, string name, params ReadOnlySpan<(string Name, string? Value)> labels)
    {
        ArgumentNullException.ThrowIfNull(source);
        var query = new SampleQuery(name, labels, source.NameValidation, source.Labels);
        return source.Find(query) ?? throw new SampleNotFoundException(source.Explain(query));
    }

    /// <summary>Reads the value of one sample, or returns null if there is none.</summary>
    /// <param name="source">The registry, or another source of metrics.</param>
    /// <param name="name">The name of the sample, as in <see cref="GetSampleValue"/>.</param>
    /// <param name="labels">All labels of the sample, as in <see cref="GetSampleValue"/>.</param>
    /// <exception cref="ArgumentException">A label name is illegal or given twice.</exception>
    /// <exception cref="ArgumentNullException">An argument or a label name is null.</exception>
    /// <exception cref="CollectionFailedException">A collector failed and <c>FailOnCollectorError</c> is set.</exception>
    public static double? FindSampleValue(
        this IMetricSource source, string name, params ReadOnlySpan<(string Name, string? Value)> labels)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source.Find(new SampleQuery(name, labels, source.NameValidation, source.Labels));
    }

    /// <summary>Reads the count, the sum and the buckets of one series of a histogram.</summary>
    /// <param name="source">The registry, or another source of metrics.</param>
    /// <param name="name">The name of the histogram, without <c>_bucket</c>, <c>_count</c> or <c>_sum</c>.</param>
    /// <param name="labels">All labels of the series without <c>le</c>, as in <see cref="GetSampleValue"/>.</param>
    /// <exception cref="ArgumentException">A label name is illegal or given twice.</exception>
    /// <exception cref="ArgumentNullException">An argument or a label name is null.</exception>
    /// <exception cref="CollectionFailedException">A collector failed and <c>FailOnCollectorError</c> is set.</exception>
    /// <exception cref="SampleNotFoundException">There is no such histogram. The message says which similar ones there are.</exception>
    /// <example><code>registry.GetHistogram("order_value_euros", ("channel", "web")).Sum</code></example>
    public static CollectedHistogram GetHistogram(
        this IMetricSource source, string name, params ReadOnlySpan<(string Name, string? Value)> labels)
    {
        ArgumentNullException.ThrowIfNull(source);
        var query = new SampleQuery(name, labels, source.NameValidation, source.Labels);
        return source.Read(new HistogramFinder(query)).Found ?? throw new SampleNotFoundException(source.ExplainHistogram(query));
    }

    /// <summary>Remembers the current value of one sample, in order to measure by how much an action changes it. A sample that does not
    /// exist yet counts as 0.</summary>
    /// <param name="source">The registry, or another source of metrics.</param>
    /// <param name="name">The name of the sample, as in <see cref="GetSampleValue"/>.</param>
    /// <param name="labels">All labels of the sample, as in <see cref="GetSampleValue"/>.</param>
    /// <exception cref="ArgumentException">A label name is illegal or given twice.</exception>
    /// <exception cref="ArgumentNullException">An argument or a label name is null.</exception>
    /// <exception cref="CollectionFailedException">A collector failed and <c>FailOnCollectorError</c> is set.</exception>
    /// <example><code>var web = registry.Watch("orders_placed_total", ("channel", "web"));
    /// shop.Sell("web");
    /// Assert.Equal(1, web.Delta);</code></example>
    public static SampleWatch Watch(
        this IMetricSource source, string name, params ReadOnlySpan<(string Name, string? Value)> labels)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new SampleWatch(source, new SampleQuery(name, labels, source.NameValidation, source.Labels));
    }
}
