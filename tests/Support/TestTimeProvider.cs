using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace PrometheusMetrics.Tests.Support;

/// <summary>
/// A <see cref="FakeTimeProvider"/> whose time of day and timestamp can be set apart, whose timers can be counted,
/// and whose readings take no lock, so that it orders nothing between the threads of a test.
/// </summary>
internal sealed class TestTimeProvider : FakeTimeProvider
{
    private readonly ConcurrentDictionary<SetTimer, TimeSpan> _due = new();
    private long _elapsedTicks;
    private long _utcTicks;

    // A real clock's timestamp doesn't begin at zero, and its unit isn't that of a TimeSpan.
    private long _timestamp = 123_456_789_012;

    public TestTimeProvider()
        : base(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)) => _utcTicks = Start.UtcTicks;

    public override long TimestampFrequency => 1_000_000_000;

    /// <summary>The time of day. Setting it leaves the timestamp and the timers alone, as when an administrator sets the clock.</summary>
    public DateTimeOffset UtcNow
    {
        get => new(Volatile.Read(ref _utcTicks), TimeSpan.Zero);
        set => Volatile.Write(ref _utcTicks, value.UtcTicks);
    }

    /// <summary>The monotonic time, in units of <see cref="TimestampFrequency"/>. Setting it fires no timer, as when timers are
    /// late.</summary>
    public long Timestamp
    {
        get => Volatile.Read(ref _timestamp);
        set => Volatile.Write(ref _timestamp, value);
    }

    /// <summary>How many timers are set, so that moving the clock fires them when they are due.</summary>
    public int Timers => _due.Keys.Count(timer => timer.IsSet);

    /// <summary>The time until the next timer fires; null if none is set.</summary>
    public TimeSpan? TimeToNextTimer => _due.Where(timer => timer.Key.IsSet).Select(timer => (TimeSpan?)(timer.Value - Elapsed)).Min();

    private TimeSpan Elapsed => new(Volatile.Read(ref _elapsedTicks));

    public override DateTimeOffset GetUtcNow() => UtcNow;

    public override long GetTimestamp() => Timestamp;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new SetTimer(this, callback, state, dueTime, period);

    /// <summary>Moves the time of day and the timestamp together, then fires what has fallen due, in the order of time.</summary>
    public new void Advance(TimeSpan delta)
    {
        Interlocked.Add(ref _elapsedTicks, delta.Ticks);
        Interlocked.Add(ref _utcTicks, delta.Ticks);
        Interlocked.Add(ref _timestamp, delta.Ticks * (TimestampFrequency / TimeSpan.TicksPerSecond));
        base.Advance(delta);
    }

    private ITimer CreateFakeTimer(TimerCallback callback) =>
        base.CreateTimer(callback, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    private sealed class SetTimer : ITimer
    {
        private readonly TestTimeProvider _time;
        private readonly ITimer _timer;
        private TimeSpan _period;
        private volatile bool _isSet;

        public SetTimer(TestTimeProvider time, TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _time = time;
            _timer = time.CreateFakeTimer(_ =>
            {
                Rearm();
                callback(state);
            });
            Change(dueTime, period);
        }

        public bool IsSet => _isSet;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            if (dueTime == Timeout.InfiniteTimeSpan)
            {
                _time._due.TryRemove(this, out _);
            }
            else
            {
                _time._due[this] = _time.Elapsed + dueTime;
            }

            var isChanged = _timer.Change(dueTime, period);
            _isSet = true;
            return isChanged;
        }

        public void Dispose()
        {
            _time._due.TryRemove(this, out _);
            _timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Rearm()
        {
            if (_period <= TimeSpan.Zero)
            {
                _isSet = false;
                _time._due.TryRemove(this, out _);
            }
            else if (_time._due.TryGetValue(this, out var due))
            {
                // Not where another thread disposes it now.
                _time._due.TryUpdate(this, due + _period, due);
            }
        }
    }
}
