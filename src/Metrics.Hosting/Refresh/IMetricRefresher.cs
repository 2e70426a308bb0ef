namespace PrometheusMetrics.Hosting;

/// <summary>Sets metrics before they are read, for example gauges with the answer of another server. Register it by
/// <c>AddRefresher</c>.</summary>
/// <threadsafety>It is called on a thread of the thread pool, never twice at once.</threadsafety>
public interface IMetricRefresher
{
    /// <summary>Sets the metrics. Scrapes, pushes and other exports wait for it; those that begin while it runs share the call.</summary>
    /// <param name="cancellationToken">A token that is cancelled when the host is disposed, after the last export. It is not cancelled when
    /// the collections go on without the call, whose values then come with the next one.</param>
    /// <returns>A task that completes when all metrics are set.</returns>
    ValueTask RefreshAsync(CancellationToken cancellationToken);
}
