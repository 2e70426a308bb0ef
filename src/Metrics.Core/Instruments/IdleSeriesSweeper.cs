using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>Removes series from a table when their value has not changed for a time, and adds them again when it changes later. It checks
/// for changes only when the family is read, so that writers need no time provider.</summary>
/// <remarks>An expired series is held by a weak reference: a user who keeps a reference keeps the series and its total; otherwise both are
/// collected. A series is in the table or here, never in both, so label values never have two series that count.</remarks>
internal sealed class IdleSeriesSweeper
{
    private readonly ISeriesStore _store;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _timeProvider;

    // Held by the one reader that sweeps.
    private readonly Lock _sweeping = new();
    private readonly Dictionary<Series, LastChange> _lastChanges = new(ReferenceEqualityComparer.Instance);

    // Changed under the store's gate, like the table. Enumerated without it, so that the creation of a series does not wait for that.
    private readonly ConcurrentDictionary<LabelSet, ExpiredSeries> _expired = new(ByValues.Comparer);

    /// <param name="store">The table and its gate.</param>
    /// <param name="timeout">The time after which a series without a change expires.</param>
    /// <param name="timeProvider">The time provider.</param>
    public IdleSeriesSweeper(ISeriesStore store, TimeSpan timeout, TimeProvider timeProvider)
    {
        _store = store;
        _timeout = timeout;
        _timeProvider = timeProvider;
    }

    /// <summary>Removes the series that expire now, and adds expired ones that have changed. Returns at once while another reader does
    /// that.</summary>
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

    /// <summary>Gets an expired series that has not been collected, and no longer tracks it as expired. The caller holds the
    /// gate.</summary>
    public bool TryRevive(LabelSet labels, [NotNullWhen(true)] out Series? series)
    {
        series = null;
        return _expired.TryRemove(labels, out var expired) && expired.TryGetTarget(out series);
    }

    /// <summary>Removes expired series permanently. The caller holds the gate.</summary>
    /// <returns>The number of those that had not been collected.</returns>
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
            // It may have been collected, or another thread may have revived or removed it.
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
            // Called only for series that are still in the table: one that was removed since the sweep began remains removed.
            _store.RemoveWhere(series =>
            {
                if (!expiring.Contains(series))
                {
                    return false;
                }

                // The version of the sweep, not the current one: a write in between revives the series in the next sweep.
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
