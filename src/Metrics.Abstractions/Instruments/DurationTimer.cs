namespace PrometheusMetrics;

/// <summary>Measures the time from its start to its first disposal and gives it, in seconds, to the instrument that started it.</summary>
/// <remarks>Created by <see cref="TimerExtensions"/> and meant for a <c>using</c> declaration. The clock is monotonic: a duration
/// is never negative, whatever happens to the wall clock.</remarks>
/// <threadsafety>Every member may be used from any thread; of several disposals, concurrent ones included, one reports.</threadsafety>
public sealed class DurationTimer : IDisposable
{
    private readonly TimeProvider _timeProvider;
    private readonly long _start;

    // One of the two, until the duration is reported.
    private IDistribution? _distribution;
    private IGauge? _gauge;

    internal DurationTimer(IDistribution? distribution, IGauge? gauge, TimeProvider? timeProvider)
    {
        _distribution = distribution;
        _gauge = gauge;
        _timeProvider = timeProvider ?? TimeProvider.System;
        _start = _timeProvider.GetTimestamp();
    }

    /// <summary>The time since the start. It continues to grow after the disposal.</summary>
    public TimeSpan Elapsed => _timeProvider.GetElapsedTime(_start);

    /// <summary>Reports the elapsed seconds: a distribution observes them, a gauge is set to them. Further calls do nothing.</summary>
    public void Dispose()
    {
        var seconds = Elapsed.TotalSeconds;
        Interlocked.Exchange(ref _distribution, null)?.Observe(seconds);
        Interlocked.Exchange(ref _gauge, null)?.Set(seconds);
    }
}
