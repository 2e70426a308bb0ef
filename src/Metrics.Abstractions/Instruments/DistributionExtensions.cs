namespace PrometheusMetrics;

/// <summary>Extension methods that record observations in histograms and summaries.</summary>
public static class DistributionExtensions
{
    /// <summary>Records one duration in seconds. A negative or zero duration is recorded unchanged.</summary>
    /// <param name="distribution">The histogram or summary, named <c>…_seconds</c>.</param>
    /// <param name="duration">The observed duration.</param>
    /// <exception cref="ArgumentNullException"><paramref name="distribution"/> is null.</exception>
    /// <example><code>histogram.Observe(stopwatch.Elapsed);</code></example>
    public static void Observe(this IDistribution distribution, TimeSpan duration)
    {
        ArgumentNullException.ThrowIfNull(distribution);
        distribution.Observe(duration.TotalSeconds);
    }
}
