namespace PrometheusMetrics.Tests.Support;

/// <summary>The timers of a clock that a test moves. Thread-safe.</summary>
internal sealed class FakeTimers
{
    private readonly Lock _gate = new();
    private readonly List<FakeTimer> _set = [];

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _set.Count;
            }
        }
    }

    public ITimer Create(TimeProvider timeProvider, Action fire, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new FakeTimer(this, timeProvider, fire);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>The next timer that falls due within a time, and how long that takes.</summary>
    public (TimeSpan Wait, Action Fire)? TakeDue(TimeProvider timeProvider, TimeSpan time)
    {
        lock (_gate)
        {
            var next = _set.MinBy(timer => timer.Left);
            if (next is null || next.Left > time)
            {
                return null;
            }

            var wait = next.Left > TimeSpan.Zero ? next.Left : TimeSpan.Zero;
            next.Rearm(timeProvider.GetTimestamp(), wait);
            return (wait, next.Fire);
        }
    }

    private sealed class FakeTimer : ITimer
    {
        private readonly FakeTimers _all;
        private readonly TimeProvider _clock;
        private long _from;
        private TimeSpan _dueTime;
        private TimeSpan _period;

        public FakeTimer(FakeTimers all, TimeProvider timeProvider, Action fire) => (_all, _clock, Fire) = (all, timeProvider, fire);

        public Action Fire { get; }

        public TimeSpan Left => _dueTime - _clock.GetElapsedTime(_from);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_all._gate)
            {
                _all._set.Remove(this);
                (_from, _dueTime, _period) = (_clock.GetTimestamp(), dueTime, period);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    _all._set.Add(this);
                }

                return true;
            }
        }

        public void Rearm(long from, TimeSpan wait)
        {
            (_from, _dueTime) = (from, wait + _period);
            if (_period <= TimeSpan.Zero)
            {
                _all._set.Remove(this);
            }
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
