namespace PrometheusMetrics.Tests.Support;

/// <summary>A clock that stands still until a test moves it; its timers fire while it is being moved. Thread-safe.</summary>
internal sealed class FakeClock : TimeProvider
{
    private readonly FakeTimers _timers = new();
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

    /// <summary>How many timers are set.</summary>
    public int Timers => _timers.Count;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _timers.Create(this, () => callback(state), dueTime, period);

    /// <summary>Moves the time of day and the timestamp together, and fires what falls due on the way, each timer at its own time.</summary>
    public void Advance(TimeSpan time)
    {
        while (_timers.TakeDue(this, time) is { } due)
        {
            Move(due.Wait);
            time -= due.Wait;
            due.Fire();
        }

        Move(time);
    }

    private void Move(TimeSpan time)
    {
        Interlocked.Add(ref _utcTicks, time.Ticks);
        Interlocked.Add(ref _timestamp, time.Ticks * (TimestampFrequency / TimeSpan.TicksPerSecond));
    }
}
