using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>Takes series out of a table whose value hasn't changed for a while, and brings them back when it changes after all. It only looks when somebody
/// reads the family, so that writers need no clock.</summary>
/// <remarks>What was taken out is held weakly: who keeps a reference keeps the series and its total; otherwise both go. A series is in the table or here,
/// never in both, so one set of label values never stands for two series that count.</remarks>
internal sealed class IdleSeriesSweeper
{
    private readonly ISeriesStore _store;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _timeProvider;

    // One reader at a time looks after the series in the table.
    private readonly Lock _sweeping = new();
    private readonly Dictionary<Series, LastChange> _lastChanges = new(ReferenceEqualityComparer.Instance);

    // Changed under the store's gate, like the table. Looked through without it, so that nobody who makes a series waits for that.
    private readonly ConcurrentDictionary<LabelSet, ExpiredSeries> _expired = new(ByValues.Comparer);

    /// <param name="store">The table and its gate.</param>
    /// <param name="timeout">How long a series stays without a change.</param>
    /// <param name="timeProvider">The clock.</param>
    public IdleSeriesSweeper(ISeriesStore store, TimeSpan timeout, TimeProvider timeProvider)
    {
        _store = store;
        _timeout = timeout;
        _timeProvider = timeProvider;
    }

    /// <summary>Brings the table up to date. If another reader is doing that at this moment, it is up to date enough.</summary>
    public void Sweep()
    {
        if (!_sweeping.TryEnter())
        {
            return;
        }

        try
        {
            var now = _timeProvider.GetTimestamp();
            var expiring = FindExpiring(now);
            ReviveChanged(now);
            if (expiring.Count > 0)
            {
                Expire(expiring);
            }
        }
        finally
        {
            _sweeping.Exit();
        }
    }

    /// <summary>Gives back an expired series that has not been collected, and forgets it. The caller holds the gate.</summary>
    public bool TryRevive(LabelSet labels, [NotNullWhen(true)] out Series? series)
    {
        series = null;
        return _expired.TryRemove(labels, out var expired) && expired.TryGetTarget(out series);
    }

    /// <summary>Forgets idle series for good. The caller holds the gate.</summary>
    /// <returns>How many of them still lived.</returns>
    public int RemoveWhere(Func<LabelSet, bool> predicate) => _expired.Keys.Where(predicate).Count(labels => TryRevive(labels, out _));

    private HashSet<Series> FindExpiring(long now)
    {
        var expiring = new HashSet<Series>(ReferenceEqualityComparer.Instance);
        var ordered = _store.Ordered;
        foreach (Series series in ordered.Span)
        {
            var version = series.ChangeVersion;
            if (!_lastChanges.TryGetValue(series, out var lastChange) || lastChange.ChangeVersion != version)
            {
                _lastChanges[series] = new LastChange(version, now);
            }
            else if (_timeProvider.GetElapsedTime(lastChange.Since, now) >= _timeout && !_store.IsPinned(series))
            {
                expiring.Add(series);
            }
        }

        if (_lastChanges.Count > ordered.Length)
        {
            ForgetRemoved(ordered.Span);
        }

        return expiring;
    }

    private void ForgetRemoved(ReadOnlySpan<Series> present)
    {
        var kept = new HashSet<Series>(ReferenceEqualityComparer.Instance);
        foreach (var series in present)
        {
            kept.Add(series);
        }

        foreach (var series in _lastChanges.Keys)
        {
            if (!kept.Contains(series))
            {
                _lastChanges.Remove(series);
            }
        }
    }

    private void ReviveChanged(long now)
    {
        foreach (var (labels, expired) in _expired)
        {
            if (!expired.IsUnchanged)
            {
                Revive(labels, now);
            }
        }
    }

    private void Revive(LabelSet labels, long now)
    {
        lock (_store.Gate)
        {
            // It may have died, or somebody may have been faster.
            if (TryRevive(labels, out var series))
            {
                _lastChanges[series] = new LastChange(series.ChangeVersion, now);
                _store.Add(series);
            }
        }
    }

    private void Expire(HashSet<Series> expiring)
    {
        lock (_store.Gate)
        {
            // Asked only for those that are still in the table: what somebody has removed meanwhile is removed for good.
            _store.RemoveWhere(series =>
            {
                if (!expiring.Contains(series))
                {
                    return false;
                }

                // What was seen last, not what is there now: a write in between brings it back the next time.
                _lastChanges.Remove(series, out var lastChange);
                _expired[series.Labels] = new ExpiredSeries(series, lastChange.ChangeVersion);
                return true;
            });
        }
    }

    private readonly record struct LastChange(long ChangeVersion, long Since);

    private sealed class ByValues : IEqualityComparer<LabelSet>
    {
        public static readonly ByValues Comparer = new();

        public bool Equals(LabelSet? x, LabelSet? y) => x!.Values.SequenceEqual(y!.Values);

        public int GetHashCode(LabelSet obj) => LabelHash.WithRuntimesKey.Get(obj.Values);
    }
}
