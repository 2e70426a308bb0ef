namespace PrometheusMetrics.Instruments;

/// <summary>
/// The quantiles of one series over a window that slides in steps: an observation counts until the window's age has passed, or up to one
/// step less. Thread-safe.
/// </summary>
/// <remarks>
/// <para>Writers share a lock, a reader takes none: he reads a state that nobody changes except by appending, from beginning to end,
/// whatever writers do meanwhile. See <see cref="ReaderCountedReference{T}"/>.</para>
/// <para>Writers keep the clock, a reader only looks at it. A writer who finds the interval over flushes and rotates before he appends,
/// so buffered values always belong to the state's interval, and a reader who comes later takes the stream that would serve by then.</para>
/// </remarks>
internal sealed class QuantileWindow
{
    // A lock that can sleep: once in 500 times its owner sorts and merges, which is too long to spin for.
    private readonly Lock _writers = new();
    private readonly QuantileObjectives _objectives;
    private readonly TimeProvider _timeProvider;
    private readonly long _start;
    private readonly long _step;
    private readonly int _intervals;

    private ReaderCountedReference<QuantileWindowState> _state;

    // Guarded by the lock: the state before the current one, to be filled anew, and the time after which the current interval is over.
    private QuantileWindowState? _spare;
    private long _end;

    /// <param name="objectives">The objectives of the family.</param>
    /// <param name="maxAge">How long an observation counts; more than zero.</param>
    /// <param name="ageBuckets">In how many steps the window slides over this time; 1 or more.</param>
    /// <param name="timeProvider">The clock. Only its timestamps are used, never the time of day.</param>
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
        _end = _step;
        _state = new ReaderCountedReference<QuantileWindowState>(QuantileWindowState.Empty(ageBuckets));
    }

    /// <summary>Takes a value into the window. NaN has no rank and is left out.</summary>
    /// <param name="value">Any number, infinities too.</param>
    public void Observe(double value)
    {
        if (double.IsNaN(value))
        {
            return;
        }

        // The clock is a third of the cost. But a value that comes after a pause is only in the right interval if it asks for the time.
        var elapsed = Elapsed();
        lock (_writers)
        {
            if (_state.Current.IsFull || elapsed > _end)
            {
                Rotate(elapsed);
            }

            _state.Current.Append(value);
        }
    }

    /// <summary>Estimates the quantiles of what the window holds now: each is an observed value, or NaN if the window is empty.</summary>
    /// <param name="values">One place per objective, in the order of <see cref="QuantileObjectives.Quantiles"/>.</param>
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

    // Rounded up, so that the window is at most some ticks of the clock too long, and never empty.
    private static long StepOf(TimeSpan maxAge, int ageBuckets, long frequency)
    {
        var divisor = (Int128)TimeSpan.TicksPerSecond * ageBuckets;
        var step = (((Int128)maxAge.Ticks * frequency) + divisor - 1) / divisor;
        return (long)Int128.Min(step, long.MaxValue / 4);
    }

    private long Elapsed() => _timeProvider.GetTimestamp() - _start;

    // An interval includes its end: what was observed at 0 counts at 100 s, the whole age, and not a tick longer.
    private long IntervalAt(long elapsed) => elapsed <= 0 ? 0 : (elapsed - 1) / _step;

    private void Rotate(long elapsed)
    {
        var state = _state.Current;
        var interval = Math.Max(IntervalAt(elapsed), state.Interval);
        var next = _spare ?? new QuantileWindowState();
        next.CompactFrom(state, interval, _intervals, _objectives);
        _end = (interval + 1) * _step;
        _spare = _state.Replace(next);
    }
}
