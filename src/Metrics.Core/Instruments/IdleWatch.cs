using System.Collections.Concurrent;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>Takes series out of a table whose value hasn't changed for a while, and brings them back when it changes after all. It only looks when somebody
/// reads the family, so that writers need no clock.</summary>
/// <remarks>What was taken out is held weakly: who keeps a reference keeps the series and its total; otherwise both go. A series is in the table or here,
/// never in both, so one set of label values never stands for two series that count.</remarks>
internal sealed class IdleWatch
{
    private readonly ISeriesStore _store;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _clock;

    // One reader at a time looks after the series in the table.
    private readonly Lock _looking = new();
    private readonly Dictionary<Series, Sight> _seen = new(ReferenceEqualityComparer.Instance);

    // Changed under the store's gate, like the table. Looked through without it, so that nobody who makes a series waits for that.
    private readonly ConcurrentDictionary<LabelSet, IdleSeries> _idle = new(ByValues.Comparer);

    /// <param name="store">The table and its gate.</param>
    /// <param name="timeout">How long a series stays without a change.</param>
    /// <param name="clock">The clock.</param>
    public IdleWatch(ISeriesStore store, TimeSpan timeout, TimeProvider clock)
    {
        _store = store;
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
            var leaving = FindLeaving(now);
            BringBackChanged(now);
            if (leaving.Count > 0)
            {
                TakeOut(leaving);
            }
        }
        finally
        {
            _looking.Exit();
        }
    }

    /// <summary>The series of these values, if it was taken out and still lives; it is no longer here then. The caller holds the gate.</summary>
    public Series? TakeBack(LabelSet labels) => _idle.TryRemove(labels, out var idle) ? idle.Release() : null;

    /// <summary>Forgets idle series for good. The caller holds the gate.</summary>
    /// <returns>How many of them still lived.</returns>
    public int RemoveWhere(Func<LabelSet, bool> predicate) => _idle.Keys.Where(predicate).Count(labels => TakeBack(labels) is not null);

    private HashSet<Series> FindLeaving(long now)
    {
        var leaving = new HashSet<Series>(ReferenceEqualityComparer.Instance);
        var ordered = _store.Ordered;
        foreach (Series series in ordered.Span)
        {
            var stamp = series.Stamp;
            if (!_seen.TryGetValue(series, out var sight) || sight.Stamp != stamp)
            {
                _seen[series] = new Sight(stamp, now);
            }
            else if (_clock.GetElapsedTime(sight.Since, now) >= _timeout && !_store.IsPinned(series))
            {
                leaving.Add(series);
            }
        }

        if (_seen.Count > ordered.Length)
        {
            ForgetRemoved(ordered.Span);
        }

        return leaving;
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
            if (!idle.IsUnchanged)
            {
                BringBack(labels, now);
            }
        }
    }

    private void BringBack(LabelSet labels, long now)
    {
        lock (_store.Gate)
        {
            // It may have died, or somebody may have been faster.
            if (TakeBack(labels) is { } series)
            {
                _seen[series] = new Sight(series.Stamp, now);
                _store.Add(series);
            }
        }
    }

    private void TakeOut(HashSet<Series> leaving)
    {
        lock (_store.Gate)
        {
            // Asked only for those that are still in the table: what somebody has removed meanwhile is removed for good.
            _store.RemoveWhere(series =>
            {
                if (!leaving.Contains(series))
                {
                    return false;
                }

                // What was seen last, not what is there now: a write in between brings it back the next time.
                _seen.Remove(series, out var sight);
                _idle[series.Labels] = new IdleSeries(series, sight.Stamp);
                return true;
            });
        }
    }

    private readonly record struct Sight(long Stamp, long Since);

    private sealed class ByValues : IEqualityComparer<LabelSet>
    {
        public static readonly ByValues Comparer = new();

        public bool Equals(LabelSet? x, LabelSet? y) => x!.Values.SequenceEqual(y!.Values);

        public int GetHashCode(LabelSet obj) => LabelHash.WithRuntimesKey.Of(obj.Values);
    }
}
