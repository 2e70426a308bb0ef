namespace PrometheusMetrics;

/// <summary>Measures durations, always in seconds, with one pattern for every instrument that can hold one.</summary>
public static class TimerExtensions
{
    /// <summary>Starts a timer; its disposal observes the elapsed seconds.</summary>
    /// <param name="distribution">The histogram or summary, named <c>…_seconds</c>.</param>
    /// <param name="clock">The clock; null means <see cref="TimeProvider.System"/>.</param>
    /// <example><code>using var timer = histogram.StartTimer();</code></example>
    public static DurationTimer StartTimer(this IDistribution distribution, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(distribution);
        return new DurationTimer(distribution, gauge: null, clock);
    }

    /// <summary>Starts a timer; its disposal sets the gauge to the elapsed seconds.</summary>
    /// <param name="gauge">The gauge, named <c>…_seconds</c>.</param>
    /// <param name="clock">The clock; null means <see cref="TimeProvider.System"/>.</param>
    /// <example><code>using var timer = lastRunSeconds.StartTimer();</code></example>
    public static DurationTimer StartTimer(this IGauge gauge, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(gauge);
        return new DurationTimer(distribution: null, gauge, clock);
    }
}
