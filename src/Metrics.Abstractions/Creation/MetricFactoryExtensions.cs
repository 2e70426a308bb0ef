using PrometheusMetrics.Collection;

namespace PrometheusMetrics;

/// <summary>Extension methods that create instruments with an <see cref="IMetricFactory"/>.</summary>
/// <remarks>Each method throws what <see cref="IMetricFactory"/> throws, and <see cref="ArgumentNullException"/> for a null
/// factory.</remarks>
/// <threadsafety>Every member may be called from any thread at any time.</threadsafety>
public static partial class MetricFactoryExtensions
{
    /// <summary>Creates a counter whose value is read from a callback at each scrape.</summary>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>cache_hits_total</c>.</param>
    /// <param name="help">A sentence that describes what is counted.</param>
    /// <param name="observe">The callback that returns the current total, which must never decrease. It must be quick. A registry calls it
    /// on a background thread, never twice at once. If it throws, takes too long, or returns NaN or a negative number, the metric is left
    /// out of that scrape, and the error is counted in <c>metrics_collector_errors_total</c>.</param>
    /// <param name="unit">The unit in Prometheus base units ("seconds", "bytes"), which is added to the name as a suffix, before
    /// <c>_total</c>, if it is missing; or null for none.</param>
    /// <returns>An object that unregisters the metric when it is disposed.</returns>
    /// <exception cref="InvalidOperationException">A metric of this name already exists; only factories with other values of the constant
    /// labels share it.</exception>
    public static IDisposable CreateObservableCounter(
        this IMetricFactory factory, string name, string help, Func<double> observe, string? unit = null) =>
        CreateObservable(factory, MetricType.Counter, name, help, observe, unit);

    /// <summary>Creates a counter with labels whose values are read from a callback at each scrape.</summary>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>cache_hits_total</c>.</param>
    /// <param name="help">A sentence that describes what is counted.</param>
    /// <param name="labelNames">The names of the labels, in the order of their values.</param>
    /// <param name="observe">The callback that reports the current totals, each series once; they must never decrease. It must be quick. A
    /// registry calls it on a background thread, never twice at once. If it throws, takes too long or reports an illegal value, the metric
    /// is left out of that scrape, and the error is counted in <c>metrics_collector_errors_total</c>.</param>
    /// <param name="unit">The unit in Prometheus base units ("seconds", "bytes"), which is added to the name as a suffix, before
    /// <c>_total</c>, if it is missing; or null for none.</param>
    /// <returns>An object that unregisters the metric when it is disposed.</returns>
    /// <exception cref="InvalidOperationException">A metric of this name already exists; only factories with other values of the constant
    /// labels share it.</exception>
    /// <example><code>metrics.CreateObservableCounter("cache_hits_total", "Hits.", ["cache"], report =>
    /// {
    ///     report(users.Hits, "users");
    ///     report(orders.Hits, "orders");
    /// });</code></example>
    public static IDisposable CreateObservableCounter(
        this IMetricFactory factory,
        string name,
        string help,
        ReadOnlySpan<string> labelNames,
        Action<ObservationReporter> observe,
        string? unit = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.CreateObservable(MetricType.Counter, name, help, labelNames, observe, unit);
    }

    /// <summary>Creates a gauge whose value is read from a callback at each scrape.</summary>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>queue_length</c>.</param>
    /// <param name="help">A sentence that describes what is measured.</param>
    /// <param name="observe">The callback that returns the current value. It must be quick. A registry calls it on a background thread,
    /// never twice at once. If it throws or takes too long, the metric is left out of that scrape, and the error is counted in
    /// <c>metrics_collector_errors_total</c>.</param>
    /// <param name="unit">The unit in Prometheus base units ("seconds", "bytes"), which is added to the name as a suffix if it is
    /// missing; or null for none.</param>
    /// <returns>An object that unregisters the metric when it is disposed.</returns>
    /// <exception cref="InvalidOperationException">A metric of this name already exists; only factories with other values of the constant
    /// labels share it.</exception>
    public static IDisposable CreateObservableGauge(
        this IMetricFactory factory, string name, string help, Func<double> observe, string? unit = null) =>
        CreateObservable(factory, MetricType.Gauge, name, help, observe, unit);

    /// <summary>Creates a gauge with labels whose values are read from a callback at each scrape.</summary>
    /// <param name="factory">The factory.</param>
    /// <param name="name">The name, such as <c>queue_length</c>.</param>
    /// <param name="help">A sentence that describes what is measured.</param>
    /// <param name="labelNames">The names of the labels, in the order of their values.</param>
    /// <param name="observe">The callback that reports the current values, each series once. It must be quick. A registry calls it on a
    /// background thread, never twice at once. If it throws, takes too long or reports an illegal value, the metric is left out of that
    /// scrape, and the error is counted in <c>metrics_collector_errors_total</c>.</param>
    /// <param name="unit">The unit in Prometheus base units ("seconds", "bytes"), which is added to the name as a suffix if it is
    /// missing; or null for none.</param>
    /// <returns>An object that unregisters the metric when it is disposed.</returns>
    /// <exception cref="InvalidOperationException">A metric of this name already exists; only factories with other values of the constant
    /// labels share it.</exception>
    /// <example><code>metrics.CreateObservableGauge("queue_length", "Waiting jobs.", ["queue"], report =>
    /// {
    ///     foreach (var queue in queues)
    ///     {
    ///         report(queue.Count, queue.Name);
    ///     }
    /// });</code></example>
    public static IDisposable CreateObservableGauge(
        this IMetricFactory factory,
        string name,
        string help,
        ReadOnlySpan<string> labelNames,
        Action<ObservationReporter> observe,
        string? unit = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        return factory.CreateObservable(MetricType.Gauge, name, help, labelNames, observe, unit);
    }

    private static IDisposable CreateObservable(
        IMetricFactory factory, MetricType type, string name, string help, Func<double> observe, string? unit)
    {
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(observe);
        return factory.CreateObservable(type, name, help, [], report => report(observe()), unit);
    }
}
