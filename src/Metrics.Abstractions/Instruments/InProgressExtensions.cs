namespace PrometheusMetrics;

/// <summary>Extension methods that track how many operations are in progress.</summary>
public static class InProgressExtensions
{
    /// <summary>Increments the gauge now and decrements it when the result is disposed, also when the block throws. Allocates one
    /// small object.</summary>
    /// <param name="gauge">The gauge, named <c>…_in_progress</c>.</param>
    /// <returns>A tracker for a <c>using</c> declaration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="gauge"/> is null.</exception>
    /// <example><code>using var tracker = jobsInProgress.TrackInProgress();</code></example>
    public static InProgressTracker TrackInProgress(this IGauge gauge)
    {
        ArgumentNullException.ThrowIfNull(gauge);
        return new InProgressTracker(gauge);
    }
}
