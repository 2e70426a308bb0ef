namespace PrometheusMetrics.Instruments;

/// <summary>
/// The quantiles of one series over a window that slides in steps: an observation counts for the maximum age, or up to one step less.
/// Thread-safe.
/// </summary>
/// <remarks>
/// <para>Writers append to the current state without a lock. A writer takes the lock if it cannot append: once in 500 observations, when
/// the interval is over, and while the buffer of the state is still small. A reader takes no lock: it reads one state from beginning to
/// end, which writers only append to while it has readers. See <see cref="ReaderCountedReference{T}"/>.</para>
/// <para>Only writers rotate the window. A writer that finds that the interval is over rotates before it appends, so buffered values always
/// belong to the interval of the state. A reader in a later interval uses the sketch that is valid in that interval.</para>
/// </remarks>
internal sealed class QuantileWindow
{
    // Held by the writer that makes room. Not a spin lock: once in 500 observations it sorts and merges, which is too long for spinning.
    private readonly Lock _roomLock = new();
    private readonly QuantileObjectives _objectives;
    private readonly TimeProvider _timeProvider;
    private readonly long _start;
    private readonly long _step;
    private readonly int _intervals;

    private ReaderCountedReference<QuantileWindowState> _state;

    // The previous state, to be reused. Guarded by the lock.
    private QuantileWindowState? _spare;

    /// <param name="objectives">The objectives of the family.</param>
    /// <param name="maxAge">The time for which an observation counts; more than zero.</param>
    /// <param name="ageBuckets">The number of steps in which the window slides over this time; 1 or more.</param>
    /// <param name="timeProvider">The time provider. Only its timestamps are used, never the time of day.</param>
    /// <exception cref="ArgumentOutOfRangeException">The age or the number of steps is outside its range.</exception>
    public QuantileWindow(QuantileObjectives objectives, TimeSpan maxAge, int ageBuckets, TimeProvider timeProvider)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(maxAge, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(ageBuckets, 1);
        _objectives = objectives;
        _timeProvider = timeProvider;
        _start = timeProvider.GetTimestamp();
        _intervals = ageBuckets;
        _step = StepOf(maxAge, ageBuckets, timeProvider.TimestampFrequency);
        _state = new ReaderCountedReference<QuantileWindowState>(QuantileWindowState.Empty(EndOf(0), ageBuckets));
    }

    /// <summary>Adds a value to the window.</summary>
    /// <param name="value">Any number, including the infinities, but not NaN, which has no rank.</param>
    public void Observe(double value)
    {
        // Reading the time is half of the cost of an observation, but without it the first value after a pause would be counted in an
        // interval that is over.
        var elapsed = Elapsed();
        while (!_state.Current.TryAppend(value, elapsed))
        {
            MakeRoom(elapsed);
        }
    }

    /// <summary>Estimates the quantiles of the values in the window: each is an observed value, or NaN if the window is empty.</summary>
    /// <param name="values">Receives one value per objective, in the order of <see cref="QuantileObjectives.Quantiles"/>.</param>
    public void Read(Span<double> values)
    {
        var now = IntervalAt(Elapsed());
        var state = _state.Enter();
        try
        {
            state.Estimate(now, _objectives, values[.._objectives.Count]);
        }
        finally
        {
            _state.Leave();
        }
    }

    // Rounded up, so that the window is at most some ticks too long, and never empty.
    private static long StepOf(TimeSpan maxAge, int ageBuckets, long frequency)
    {
        var divisor = (Int128)TimeSpan.TicksPerSecond * ageBuckets;
        var step = (((Int128)maxAge.Ticks * frequency) + divisor - 1) / divisor;
        return (long)Int128.Min(step, long.MaxValue / 4);
    }

    private long Elapsed() => _timeProvider.GetTimestamp() - _start;

    // An interval includes its end: with a maximum age of 100 s, a value of 0 s counts at 100 s, and not a tick longer.
    private long IntervalAt(long elapsed) => elapsed <= 0 ? 0 : (elapsed - 1) / _step;

    private long EndOf(long interval) => (interval + 1) * _step;

    private void MakeRoom(long elapsed)
    {
        lock (_roomLock)
        {
            var state = _state.Current;
            if (elapsed > state.End || !state.TryMakeRoom())
            {
                Rotate(state, elapsed);
            }
        }
    }

    private void Rotate(QuantileWindowState state, long elapsed)
    {
        var interval = IntervalAt(Math.Max(elapsed, state.End));
        var next = _spare ?? new QuantileWindowState();
        next.CompactFrom(state, interval, EndOf(interval), _intervals, _objectives);
        _spare = _state.Replace(next);
        next.Open();
    }
}
