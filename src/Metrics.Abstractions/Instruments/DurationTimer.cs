namespace PrometheusMetrics;

/// <summary>Measures the time from its creation to its first disposal, and records it in seconds in the instrument that started
/// it.</summary>
/// <remarks>Created by <see cref="TimerExtensions"/>, for a <c>using</c> declaration. Time is measured by
/// <see cref="TimeProvider.GetTimestamp"/>, which is monotonic: a duration is never negative, even if the system time is changed.</remarks>
/// <threadsafety>Every member may be used from any thread; of several disposals, concurrent ones included, one records.</threadsafety>
public sealed class DurationTimer : IDisposable
{
    private readonly TimeProvider _timeProvider;
    private readonly long _start;

    // Exactly one of the two is set until the duration is recorded.
    private IDistribution? _distribution;
    private IGauge? _gauge;

    internal DurationTimer(IDistribution? distribution, IGauge? gauge, TimeProvider? timeProvider)
    {
        _distribution = distribution;
        _gauge = gauge;
        _timeProvider = timeProvider ?? TimeProvider.System;
        _start = _timeProvider.GetTimestamp();
    }

    /// <summary>The time since the start. It continues to increase after the disposal.</summary>
    public TimeSpan Elapsed => _timeProvider.GetElapsedTime(_start);

    /// <summary>Records the elapsed seconds: a distribution observes them, a gauge is set to them. Further calls do nothing.</summary>
    public void Dispose()
    {
        var seconds = Elapsed.TotalSeconds;
        Interlocked.Exchange(ref _distribution, null)?.Observe(seconds);
        Interlocked.Exchange(ref _gauge, null)?.Set(seconds);
    }
}
