namespace PrometheusMetrics;

/// <summary>Keeps a gauge incremented by one until its first disposal. Created by
/// <see cref="InProgressExtensions.TrackInProgress"/>.</summary>
/// <threadsafety>It may be disposed on any thread; of several disposals, concurrent ones included, one decrements the gauge.</threadsafety>
public sealed class InProgressTracker : IDisposable
{
    // Null once the gauge is decremented.
    private IGauge? _gauge;

    internal InProgressTracker(IGauge gauge)
    {
        _gauge = gauge;
        gauge.Inc();
    }

    /// <summary>Decrements the gauge. Further calls do nothing.</summary>
    public void Dispose() => Interlocked.Exchange(ref _gauge, null)?.Dec();
}
