using Metrics.Collection;
using Metrics.Streaming;

namespace Metrics.Instruments;

/// <summary>Takes series out of a table whose value hasn't changed for a while, and brings them back when it changes after all. It only looks when somebody
/// reads the family, so that writers need no clock.</summary>
/// <remarks>What was taken out is held weakly: who keeps a reference keeps the series and its total; otherwise both go. A series is in the table or here,
/// never in both, so one set of label values never stands for two series that count.</remarks>
internal sealed class IdleWatch<TSeries>
    where TSeries : Series
{
    private readonly SeriesTable<TSeries> _table;
    private readonly Lock _gate;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _clock;

    // One reader at a time looks after the series in the table.
    private readonly Lock _looking = new();
    private readonly Dictionary<TSeries, Sight> _seen = new(ReferenceEqualityComparer.Instance);

    // Guarded by the gate, like the table.
    private readonly Dictionary<LabelSet, Idle> _idle = new(ByValues.Comparer);

    /// <param name="table">The table.</param>
    /// <param name="gate">The lock for changes of the table.</param>
    /// <param name="timeout">How long a series stays without a change.</param>
    /// <param name="clock">The clock.</param>
    public IdleWatch(SeriesTable<TSeries> table, Lock gate, TimeSpan timeout, TimeProvider clock)
    {
        _table = table;
        _gate = gate;
        _timeout = timeout;
        _clock = clock;
    }

    /// <summary>Brings the table up to date. If another reader is doing that at this moment, it is up to date enough.</summary>
    public void Look()
    {
        if (!_looking.TryEnter())
        {
            return;
        }

        try
        {
            var now = _clock.GetTimestamp();
            var idle = FindIdle(now);
            lock (_gate)
            {
                BringBackChanged(now);
                TakeOut(idle);
            }
        }
        finally
        {
            _looking.Exit();
        }
    }

    /// <summary>The series of these values, if it was taken out and somebody still holds it; it is no longer here then. The caller holds the gate.</summary>
    public TSeries? TakeBack(LabelSet labels) => _idle.Remove(labels, out var idle) && idle.Series.TryGetTarget(out var series) ? series : null;

    /// <summary>Forgets idle series for good. The caller holds the gate.</summary>
    /// <returns>How many of them still lived.</returns>
    public int RemoveWhere(Func<LabelSet, bool> predicate)
    {
        var removed = 0;
        foreach (var (labels, idle) in _idle)
        {
            if (predicate(labels) && _idle.Remove(labels))
            {
                removed += idle.Series.TryGetTarget(out _) ? 1 : 0;
            }
        }

        return removed;
    }

    private List<TSeries> FindIdle(long now)
    {
        var idle = new List<TSeries>();
        var ordered = _table.Ordered;
        foreach (TSeries series in ordered.Span)
        {
            var stamp = series.Stamp;
            if (!_seen.TryGetValue(series, out var sight) || sight.Stamp != stamp)
            {
                _seen[series] = new Sight(stamp, now);
            }
            else if (_clock.GetElapsedTime(sight.Since, now) >= _timeout)
            {
                idle.Add(series);
            }
        }

        if (_seen.Count > ordered.Length)
        {
            ForgetRemoved(ordered.Span);
        }

        return idle;
    }

    private void ForgetRemoved(ReadOnlySpan<Series> present)
    {
        var kept = new HashSet<Series>(ReferenceEqualityComparer.Instance);
        foreach (var series in present)
        {
            kept.Add(series);
        }

        foreach (var series in _seen.Keys)
        {
            if (!kept.Contains(series))
            {
                _seen.Remove(series);
            }
        }
    }

    private void BringBackChanged(long now)
    {
        foreach (var (labels, idle) in _idle)
        {
            if (!idle.Series.TryGetTarget(out var series))
            {
                _idle.Remove(labels);
            }
            else if (series.Stamp is var stamp && stamp != idle.Stamp)
            {
                _seen[series] = new Sight(stamp, now);
                _idle.Remove(labels);
                _table.Add(series);
            }
        }
    }

    private void TakeOut(List<TSeries> idle)
    {
        // Some may have been removed by somebody else meanwhile, and that is final.
        var leaving = new HashSet<Series>(idle, ReferenceEqualityComparer.Instance);
        leaving.IntersectWith(_table.Ordered.ToArray());
        foreach (TSeries series in leaving)
        {
            // What was seen last, not what is there now: a write in between brings it back the next time.
            _idle[series.Labels] = new Idle(new WeakReference<TSeries>(series), _seen[series].Stamp);
            _seen.Remove(series);
        }

        if (leaving.Count > 0)
        {
            _table.RemoveWhere(leaving.Contains);
        }
    }

    private readonly record struct Sight(long Stamp, long Since);

    private readonly record struct Idle(WeakReference<TSeries> Series, long Stamp);

    private sealed class ByValues : IEqualityComparer<LabelSet>
    {
        public static readonly ByValues Comparer = new();

        public bool Equals(LabelSet? x, LabelSet? y) => x!.Values.SequenceEqual(y!.Values);

        public int GetHashCode(LabelSet obj) => LabelHash.WithRuntimesKey.Of(obj.Values);
    }
}
