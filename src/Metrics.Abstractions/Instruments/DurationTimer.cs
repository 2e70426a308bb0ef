namespace PrometheusMetrics;

/// <summary>Measures a duration. A timer that an instrument starts records the time until its first disposal, in seconds.</summary>
/// <remarks>Created by <see cref="TimerExtensions"/> for a <c>using</c> declaration, or by <see cref="StartNew"/> if the series is known
/// only at the end. Time is measured by <see cref="TimeProvider.GetTimestamp"/>, which is monotonic: a duration is never negative, even if
/// the system time is changed.</remarks>
/// <threadsafety>Every member may be used from any thread; of several disposals, concurrent ones included, one records.</threadsafety>
public sealed class DurationTimer : IDisposable
{
    private readonly TimeProvider _timeProvider;
    private readonly long _start;

    // One of the two is set until the duration is recorded; neither in a timer without an instrument.
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

    /// <summary>Starts a timer without an instrument, for a duration whose labels are known only at its end. It need not be
    /// disposed.</summary>
    /// <param name="timeProvider">The time provider, or null for <see cref="TimeProvider.System"/>.</param>
    /// <example><code>var timer = DurationTimer.StartNew();
    /// var outcome = await PayAsync();
    /// timer.ObserveInto(duration.WithLabels(outcome));</code></example>
    public static DurationTimer StartNew(TimeProvider? timeProvider = null) => new(distribution: null, gauge: null, timeProvider);

    /// <summary>Observes the time since the start, in seconds, at each call. It has no effect on the disposal: a timer that an instrument
    /// has started records there too. For a gauge, set it to the seconds of <see cref="Elapsed"/>.</summary>
    /// <param name="distribution">The histogram or summary, named <c>…_seconds</c>.</param>
    /// <returns>The observed duration.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="distribution"/> is null.</exception>
    public TimeSpan ObserveInto(IDistribution distribution)
    {
        ArgumentNullException.ThrowIfNull(distribution);
        var elapsed = Elapsed;
        distribution.Observe(elapsed);
        return elapsed;
    }

    /// <summary>Records the elapsed seconds: a distribution observes them, a gauge is set to them. Further calls do nothing, nor does the
    /// disposal of a timer without an instrument.</summary>
    public void Dispose()
    {
        var seconds = Elapsed.TotalSeconds;
        Interlocked.Exchange(ref _distribution, null)?.Observe(seconds);
        Interlocked.Exchange(ref _gauge, null)?.Set(seconds);
    }
}
