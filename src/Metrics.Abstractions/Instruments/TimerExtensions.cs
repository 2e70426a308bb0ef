namespace PrometheusMetrics;

/// <summary>Extension methods that measure durations in seconds with histograms, summaries and gauges.</summary>
public static class TimerExtensions
{
    /// <summary>Starts a timer that observes the elapsed seconds when it is disposed. Allocates one small object.</summary>
    /// <param name="distribution">The histogram or summary, named <c>…_seconds</c>.</param>
    /// <param name="timeProvider">The time provider, or null for <see cref="TimeProvider.System"/>.</param>
    /// <returns>A running timer for a <c>using</c> declaration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="distribution"/> is null.</exception>
    /// <example><code>using var timer = histogram.StartTimer();</code></example>
    public static DurationTimer StartTimer(this IDistribution distribution, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(distribution);
        return new DurationTimer(distribution, gauge: null, timeProvider);
    }

    /// <summary>Starts a timer that sets the gauge to the elapsed seconds when it is disposed. Allocates one small object.</summary>
    /// <param name="gauge">The gauge, named <c>…_seconds</c>.</param>
    /// <param name="timeProvider">The time provider, or null for <see cref="TimeProvider.System"/>.</param>
    /// <returns>A running timer for a <c>using</c> declaration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="gauge"/> is null.</exception>
    /// <example><code>using var timer = lastRunSeconds.StartTimer();</code></example>
    public static DurationTimer StartTimer(this IGauge gauge, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(gauge);
        return new DurationTimer(distribution: null, gauge, timeProvider);
    }
}
