namespace PrometheusMetrics.Instruments;

/// <summary>Holds what a native histogram has counted, and keeps the number of its buckets small: by a reset, by a wider zero bucket, or by buckets of
/// double width, whichever is allowed first. Source: Prometheus, "Native Histograms", Limiting the bucket count.</summary>
internal sealed class NativeLimit
{
    // The system's timers take no more than 49 days.
    private static readonly TimeSpan MaxDueTime = TimeSpan.FromDays(40);

    private readonly Lock _gate = new();
    private readonly int _buckets;
    private readonly NativeHistogramConfig _settings;
    private readonly ExemplarPolicy _exemplars;
    private readonly TimeProvider _clock;
    private volatile NativeTally _tally;

    // Not null while a reset is scheduled.
    private ITimer? _timer;

    public NativeLimit(int buckets, NativeHistogramConfig settings, ExemplarPolicy exemplars)
    {
        _buckets = buckets;
        _settings = settings;
        _exemplars = exemplars;
        _clock = exemplars.Clock;
        _tally = Create(firstWrite: 0);
    }

    /// <summary>Where to count. An observation on its way into a tally that is replaced meanwhile goes with it, as if it had come just before the reset.</summary>
    public NativeTally Tally => _tally;

    /// <summary>Looks whether there are too many buckets after an observation, and applies one remedy if so. Where one isn't enough, every cell that
    /// moves to the new layout gives rise to the next.</summary>
    /// <returns>The tally in which the observation counts now: another one if it was the reason for a reset.</returns>
    public NativeTally Enforce(NativeTally tally, in NativeObservation observation)
    {
        if (_settings.MaxBuckets == 0)
        {
            return tally;
        }

        lock (_gate)
        {
            if (tally != _tally)
            {
                return tally;
            }

            tally.Census.Add(observation.Layout, observation.Key);
            if (tally.Census.Populated > _settings.MaxBuckets)
            {
                Remedy(tally, observation);
            }

            return _tally;
        }
    }

    /// <summary>Gives a tally room for exemplars, if it has none yet.</summary>
    public NativeExemplarStore AddExemplars(NativeTally tally)
    {
        lock (_gate)
        {
            return tally.Exemplars ??= CreateExemplars();
        }
    }

    private NativeTally Create(long firstWrite) => new(_buckets, _settings.Layout, _clock, firstWrite) { Exemplars = _exemplars.FromActivity ? CreateExemplars() : null };

    private NativeExemplarStore CreateExemplars() => new(_exemplars, _buckets, _settings);

    private void Remedy(NativeTally tally, in NativeObservation observation)
    {
        if (_settings.MinResetDuration > TimeSpan.Zero && _timer is null)
        {
            var left = TimeToReset();
            if (left <= TimeSpan.Zero)
            {
                Reset(observation);
                return;
            }

            Schedule(left);
        }

        if (Coarser(tally) is { } layout)
        {
            tally.Census.MoveTo(layout);
            tally.Layout = layout;
        }
    }

    private NativeLayout? Coarser(NativeTally tally)
    {
        var layout = tally.Layout;
        if (layout.ZeroThreshold < _settings.MaxZeroThreshold
            && tally.Census.LowestIndex() is { } lowest
            && NativeBounds.UpperBound(layout.Schema, lowest) <= _settings.MaxZeroThreshold)
        {
            return layout.Widen(lowest);
        }

        return layout.Schema > NativeBounds.MinSchema ? layout.Halve() : null;
    }

    // The observation that was one too many is the first of the new ones.
    private void Reset(in NativeObservation observation)
    {
        var tally = Create(_tally.Writes + 1);
        var first = observation with { Layout = tally.Layout, Key = tally.Layout.KeyOf(observation.Value) };
        tally.Add(first);
        tally.Census.Add(first.Layout, first.Key);
        _tally = tally;
    }

    private TimeSpan TimeToReset() => _settings.MinResetDuration - _clock.GetElapsedTime(_tally.Begin);

    // The time was read once by the caller: by now it may be over, and no timer takes a negative one.
    private void Schedule(TimeSpan left)
    {
        var due = left < MaxDueTime ? TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)) : MaxDueTime;

        // Neither what the current thread happens to do nor the histogram itself should live on for the timer's sake: with the histogram goes its timer.
        var flow = ExecutionContext.IsFlowSuppressed() ? default(AsyncFlowControl?) : ExecutionContext.SuppressFlow();
        try
        {
            _timer = _clock.CreateTimer(static state => OnTimer((WeakReference<NativeLimit>)state!), new WeakReference<NativeLimit>(this), due, Timeout.InfiniteTimeSpan);
        }
        finally
        {
            flow?.Undo();
        }
    }

    private static void OnTimer(WeakReference<NativeLimit> owner)
    {
        if (owner.TryGetTarget(out var limit))
        {
            limit.OnDue();
        }
    }

    private void OnDue()
    {
        lock (_gate)
        {
            _timer?.Dispose();
            _timer = null;
            var left = TimeToReset();
            if (left > TimeSpan.Zero)
            {
                Schedule(left);
            }
            else
            {
                _tally = Create(_tally.Writes + 1);
            }
        }
    }
}
