using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Testing;

/// <summary>Extension methods that wait for what another thread measures. They read the metric again and again, with pauses of at most 50
/// milliseconds.</summary>
/// <remarks>HTTP metrics are recorded when the response is complete, and a client may have the response a moment earlier: a test that reads
/// them immediately fails now and then.</remarks>
/// <threadsafety>Every member may be called from any thread at any time.</threadsafety>
public static class WaitExtensions
{
    /// <summary>Waits until as many HTTP requests are complete and recorded: the sum of <c>http_request_duration_seconds_count</c> over all
    /// its series. To wait for the requests of one test on a server that several tests use, call
    /// <see cref="SampleWatch.WaitForDeltaAsync(double, TimeSpan?, CancellationToken)"/>.</summary>
    /// <param name="source">The registry of the web application.</param>
    /// <param name="count">The number of requests since the registry was created.</param>
    /// <param name="timeout">The maximum time to wait, <see cref="Timeout.InfiniteTimeSpan"/> for no limit, or null for 30
    /// seconds.</param>
    /// <param name="cancellationToken">A token that ends the waiting.</param>
    /// <returns>The number of requests, which may be more than <paramref name="count"/>.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="TimeoutException">The time is over. The message says which requests were recorded.</exception>
    /// <example><code>await client.GetAsync("/orders/1");
    /// await registry.WaitForHttpRequestsAsync(1);</code></example>
    public static Task<long> WaitForHttpRequestsAsync(
        this IMetricSource source, long count, TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new Patience(timeout, TimeProvider.System).WaitForHttpRequestsAsync(source, count, cancellationToken);
    }

    /// <summary>Waits until a sample has at least a value.</summary>
    /// <param name="source">The registry, or another source of metrics.</param>
    /// <param name="name">The name of the sample, as in <see cref="SampleExtensions.GetSampleValue"/>.</param>
    /// <param name="labels">All labels of the sample, as in <see cref="SampleExtensions.GetSampleValue"/>; <c>[]</c> if there are
    /// none.</param>
    /// <param name="atLeast">The value to wait for.</param>
    /// <param name="timeout">The maximum time to wait, <see cref="Timeout.InfiniteTimeSpan"/> for no limit, or null for 30
    /// seconds.</param>
    /// <param name="cancellationToken">A token that ends the waiting.</param>
    /// <returns>The value, which may be more than <paramref name="atLeast"/>.</returns>
    /// <exception cref="ArgumentException">A label name is illegal or given twice.</exception>
    /// <exception cref="ArgumentNullException">An argument or a label name is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="timeout"/> is negative.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="TimeoutException">The time is over. The message says what the value was, or which similar samples there
    /// are.</exception>
    /// <example><code>await registry.WaitForSampleAsync("orders_shipped_total", [("channel", "web")], atLeast: 2);</code></example>
    public static Task<double> WaitForSampleAsync(
        this IMetricSource source,
        string name,
        ReadOnlySpan<(string Name, string? Value)> labels,
        double atLeast,
        TimeSpan? timeout = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        return new Patience(timeout, TimeProvider.System)
            .WaitForSampleAsync(source, new SampleQuery(name, labels, source.NameValidation, source.Labels), atLeast, cancellationToken);
    }
}
