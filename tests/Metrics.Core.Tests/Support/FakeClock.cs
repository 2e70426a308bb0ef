namespace Metrics.Tests.Support;

/// <summary>A clock that stands still until a test moves it. Thread-safe.</summary>
internal sealed class FakeClock : TimeProvider
{
    private long _utcTicks = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).UtcTicks;

    // A real clock's timestamp doesn't begin at zero, and its unit isn't that of a TimeSpan.
    private long _timestamp = 123_456_789_012;

    public override long TimestampFrequency => 1_000_000_000;

    /// <summary>The time of day. Setting it leaves the timestamp alone, as when an administrator sets the clock.</summary>
    public DateTimeOffset UtcNow
    {
        get => new(Volatile.Read(ref _utcTicks), TimeSpan.Zero);
        set => Volatile.Write(ref _utcTicks, value.UtcTicks);
    }

    /// <summary>The monotonic time, in units of <see cref="TimestampFrequency"/>.</summary>
    public long Timestamp
    {
        get => Volatile.Read(ref _timestamp);
        set => Volatile.Write(ref _timestamp, value);
    }

    public override DateTimeOffset GetUtcNow() => UtcNow;

    public override long GetTimestamp() => Timestamp;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        => throw new NotSupportedException("A timer on this clock would run on real time.");

    /// <summary>Moves the time of day and the timestamp together.</summary>
    public void Advance(TimeSpan time)
    {
        Interlocked.Add(ref _utcTicks, time.Ticks);
        Interlocked.Add(ref _timestamp, time.Ticks * (TimestampFrequency / TimeSpan.TicksPerSecond));
    }
}
