namespace PrometheusMetrics.Instruments;

/// <summary>Holds the state of a native histogram and limits the number of its buckets: by a reset, by a wider zero bucket, or by buckets
/// of double width, whichever is allowed first. Source: Prometheus, "Native Histograms", Limiting the bucket count.</summary>
internal sealed class BucketLimiter
{
    // System timers accept at most 49 days.
    private static readonly TimeSpan MaxDueTime = TimeSpan.FromDays(40);

    private readonly Lock _gate = new();
    private readonly int _buckets;
    private readonly NativeHistogramConfig _config;
    private readonly ExemplarSampling _exemplars;
    private readonly TimeProvider _timeProvider;
    private volatile NativeHistogramState _state;

    // Not null while a reset is scheduled.
    private ITimer? _timer;

    public BucketLimiter(int buckets, NativeHistogramConfig config, ExemplarSampling exemplars)
    {
        _buckets = buckets;
        _config = config;
        _exemplars = exemplars;
        _timeProvider = exemplars.TimeProvider;
        _state = Create(firstWrite: 0);
    }

    /// <summary>The current state. An observation that is added to a state while a reset replaces it is discarded with that state, as if it
    /// had been added just before the reset.</summary>
    public NativeHistogramState State => _state;

    /// <summary>Checks the number of buckets after an observation, and applies one bucket reduction if there are too many. If one reduction
    /// is not enough, each cell that moves to the new layout leads to another one.</summary>
    /// <returns>The state that contains the observation: a new one if the observation caused a reset.</returns>
    public NativeHistogramState Apply(NativeHistogramState state, in NativeObservation observation)
    {
        if (_config.MaxBuckets == 0)
        {
            return state;
        }

        lock (_gate)
        {
            if (state != _state)
            {
                return state;
            }

            state.PopulatedBuckets.Add(observation.Layout, observation.Key);
            if (state.PopulatedBuckets.Populated > _config.MaxBuckets)
            {
                Reduce(state, observation);
            }

            return _state;
        }
    }

    /// <summary>Returns the exemplar reservoir of a state, and creates it if there is none yet.</summary>
    public NativeExemplarReservoir AddExemplars(NativeHistogramState state)
    {
        lock (_gate)
        {
            return state.Exemplars ??= CreateExemplars();
        }
    }

    private NativeHistogramState Create(long firstWrite) =>
        new(_buckets, _config.Layout, _timeProvider, firstWrite) { Exemplars = _exemplars.FromActivity ? CreateExemplars() : null };

    private NativeExemplarReservoir CreateExemplars() => new(_exemplars, _buckets, _config);

    private void Reduce(NativeHistogramState state, in NativeObservation observation)
    {
        if (_config.MinResetDuration > TimeSpan.Zero && _timer is null)
        {
            var remaining = TimeToReset();
            if (remaining <= TimeSpan.Zero)
            {
                Reset(observation);
                return;
            }

            Schedule(remaining);
        }

        if (Coarser(state) is { } layout)
        {
            state.PopulatedBuckets.MoveTo(layout);
            state.Layout = layout;
        }
    }

    private NativeLayout? Coarser(NativeHistogramState state)
    {
        var layout = state.Layout;
        if (layout.ZeroThreshold < _config.MaxZeroThreshold
            && state.PopulatedBuckets.LowestIndex() is { } lowest
            && NativeBounds.UpperBound(layout.Schema, lowest) <= _config.MaxZeroThreshold)
        {
            return layout.WidenZeroBucket(lowest);
        }

        return layout.Schema > NativeBounds.MinSchema ? layout.ReduceResolution() : null;
    }

    // The observation that exceeded the limit is the first one of the new state.
    private void Reset(in NativeObservation observation)
    {
        var state = Create(_state.MaxWrites + 1);
        var first = observation with { Layout = state.Layout, Key = state.Layout.KeyOf(observation.Value) };
        byte contention = 0;
        state.Add(first, ref contention);
        state.PopulatedBuckets.Add(first.Layout, first.Key);
        _state = state;
    }

    private TimeSpan TimeToReset() => _config.MinResetDuration - _timeProvider.GetElapsedTime(_state.Begin);

    // The caller reads the remaining time once: a second reading could be negative, which no timer accepts.
    private void Schedule(TimeSpan remaining)
    {
        var due = remaining < MaxDueTime ? TimeSpan.FromMilliseconds(Math.Ceiling(remaining.TotalMilliseconds)) : MaxDueTime;

        // The runtime keeps a scheduled timer alive until it fires. The timer must not keep alive the histogram, nor the execution context
        // of the current thread.
        var flow = ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
        try
        {
            _timer = _timeProvider.CreateTimer(
                static state => OnTimer((WeakReference<BucketLimiter>)state!),
                new WeakReference<BucketLimiter>(this),
                due,
                Timeout.InfiniteTimeSpan);
        }
        finally
        {
            flow?.Undo();
        }
    }

    private static void OnTimer(WeakReference<BucketLimiter> owner)
    {
        if (owner.TryGetTarget(out var limiter))
        {
            limiter.OnDue();
        }
    }

    private void OnDue()
    {
        lock (_gate)
        {
            _timer?.Dispose();
            _timer = null;
            var remaining = TimeToReset();
            if (remaining > TimeSpan.Zero)
            {
                Schedule(remaining);
            }
            else
            {
                _state = Create(_state.MaxWrites + 1);
            }
        }
    }
}
