namespace PrometheusMetrics;

/// <summary>Extension methods that measure durations, always in seconds, in the same way for every instrument that can hold one.</summary>
public static class TimerExtensions
{
    /// <summary>Starts a timer; its disposal observes the elapsed seconds. Allocates one small object.</summary>
    /// <param name="distribution">The histogram or summary, named <c>…_seconds</c>.</param>
    /// <param name="timeProvider">The clock, or null for <see cref="TimeProvider.System"/>.</param>
    /// <returns>A running timer for a <c>using</c> declaration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="distribution"/> is null.</exception>
    /// <example><code>using var timer = histogram.StartTimer();</code></example>
    public static DurationTimer StartTimer(this IDistribution distribution, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(distribution);
        return new DurationTimer(distribution, gauge: null, timeProvider);
    }

    /// <summary>Starts a timer; its disposal sets the gauge to the elapsed seconds. Allocates one small object.</summary>
    /// <param name="gauge">The gauge, named <c>…_seconds</c>.</param>
    /// <param name="timeProvider">The clock, or null for <see cref="TimeProvider.System"/>.</param>
    /// <returns>A running timer for a <c>using</c> declaration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="gauge"/> is null.</exception>
    /// <example><code>using var timer = lastRunSeconds.StartTimer();</code></example>
    public static DurationTimer StartTimer(this IGauge gauge, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(gauge);
        return new DurationTimer(distribution: null, gauge, timeProvider);
    }
}
