namespace PrometheusMetrics;

/// <summary>Measures the time from its start to its disposal and gives it, in seconds, to the instrument that started it.</summary>
/// <remarks>Made by <see cref="TimerExtensions"/> and meant for a <c>using</c> declaration. The clock is monotonic: a duration is never negative,
/// whatever happens to the wall clock. Each disposal reports once more, so dispose one copy only.</remarks>
/// <threadsafety>A timer may be started on one thread and disposed on another.</threadsafety>
public readonly struct DurationTimer : IDisposable, IEquatable<DurationTimer>
{
    private readonly IDistribution? _distribution;
    private readonly IGauge? _gauge;
    private readonly TimeProvider _clock;
    private readonly long _start;

    internal DurationTimer(IDistribution? distribution, IGauge? gauge, TimeProvider? clock)
    {
        _distribution = distribution;
        _gauge = gauge;
        _clock = clock ?? TimeProvider.System;
        _start = _clock.GetTimestamp();
    }

    /// <summary>The time since the start.</summary>
    public TimeSpan Elapsed => _clock?.GetElapsedTime(_start) ?? TimeSpan.Zero;

    /// <summary>Whether two timers are the same measurement.</summary>
    /// <param name="left">One timer.</param>
    /// <param name="right">The other timer.</param>
    public static bool operator ==(DurationTimer left, DurationTimer right) => left.Equals(right);

    /// <summary>Whether two timers are different measurements.</summary>
    /// <param name="left">One timer.</param>
    /// <param name="right">The other timer.</param>
    public static bool operator !=(DurationTimer left, DurationTimer right) => !left.Equals(right);

    /// <summary>Reports the elapsed seconds: a distribution observes them, a gauge is set to them.</summary>
    public void Dispose()
    {
        var seconds = Elapsed.TotalSeconds;
        _distribution?.Observe(seconds);
        _gauge?.Set(seconds);
    }

    /// <inheritdoc/>
    public bool Equals(DurationTimer other) =>
        _start == other._start
        && ReferenceEquals(_distribution, other._distribution)
        && ReferenceEquals(_gauge, other._gauge)
        && ReferenceEquals(_clock, other._clock);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is DurationTimer other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_start, _distribution, _gauge);
}
