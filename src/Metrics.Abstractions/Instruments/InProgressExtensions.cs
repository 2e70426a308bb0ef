namespace PrometheusMetrics;

/// <summary>Counts what is going on right now.</summary>
public static class InProgressExtensions
{
    /// <summary>Adds one now and subtracts it when the result is disposed, also when the block throws.</summary>
    /// <param name="gauge">The gauge, named <c>…_in_progress</c>.</param>
    /// <example><code>using var tracker = jobsInProgress.TrackInProgress();</code></example>
    public static InProgressTracker TrackInProgress(this IGauge gauge)
    {
        ArgumentNullException.ThrowIfNull(gauge);
        return new InProgressTracker(gauge);
    }
}
