using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>Removes series from a table when their value has not changed for a time, and adds them again when it changes later. It checks
/// for changes only when the family is read, so that writers need no time provider.</summary>
/// <remarks>An expired series is held by a weak reference: a user who keeps a reference keeps the series and its total; otherwise both are
/// collected. A series is in the table or here, and in both only while it changes from one to the other, under the gate; so label values
/// never have two series that count, and a search without the gate finds every series in one of them.</remarks>
internal sealed class IdleSeriesSweeper
{
    // A dictionary that has so many times the room that it needs is trimmed.
    private const int TrimFactor = 4;

    private readonly ISeriesStore _store;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _timeProvider;

    // Held by the one reader that sweeps.
    private readonly Lock _sweeping = new();
    private readonly Dictionary<Series, LastChange> _lastChanges = new(ReferenceEqualityComparer.Instance);

    // Changed under the store's gate, like the table. Read without it, so that the creation of a series does not wait for that.
    private volatile ConcurrentDictionary<LabelSet, ExpiredSeries> _expired = new(ByValues.Comparer);
    private int _revivals;

    // The largest number of expired series since the dictionary was created.
    private int _mostExpired;

    /// <param name="store">The table and its gate.</param>
    /// <param name="timeout">The time after which a series without a change expires.</param>
    /// <param name="timeProvider">The time provider.</param>
    public IdleSeriesSweeper(ISeriesStore store, TimeSpan timeout, TimeProvider timeProvider)
    {
        _store = store;
        _timeout = timeout;
        _timeProvider = timeProvider;
    }

    /// <summary>A number that changes when a series is revived: after it is in the table, before it is no longer here.</summary>
    public int Revivals => Volatile.Read(ref _revivals);

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

            Trim();
        }
        finally
        {
            _sweeping.Exit();
        }
    }

    /// <summary>Returns whether there is an expired series with these label values, which may have been collected. Takes no lock and
    /// allocates nothing.</summary>
    public bool HasExpired(LabelTexts labelTexts) => _expired.GetAlternateLookup<LabelTexts>().ContainsKey(labelTexts);

    /// <summary>Adds an expired series that has not been collected to the table again. The caller holds the gate.</summary>
    public bool TryRevive(LabelSet labels, [NotNullWhen(true)] out Series? series)
    {
        series = null;
        if (_expired.TryGetValue(labels, out var expired) && expired.TryGetTarget(out series))
        {
            _store.Add(series);
            Volatile.Write(ref _revivals, _revivals + 1);
        }

        Forget(labels);
        return series is not null;
    }

    /// <summary>Removes an expired series permanently. The caller holds the gate.</summary>
    /// <returns>Whether there was one that had not been collected.</returns>
    public bool Remove(LabelSet labels) => Forget(labels)?.TryGetTarget(out _) == true;

    /// <summary>Removes expired series permanently. The caller holds the gate.</summary>
    /// <returns>The number of those that had not been collected.</returns>
    public int RemoveWhere(Func<LabelSet, bool> predicate) => _expired.Keys.Where(predicate).Count(Remove);

    private HashSet<Series> FindExpiring(long now)
    {
        var expiring = new HashSet<Series>(ReferenceEqualityComparer.Instance);
        var present = 0;
        foreach (var series in _store.Ordered.Span)
        {
            if (series.IsRemoved)
            {
                continue;
            }

            present++;
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

        if (_lastChanges.Count > present)
        {
            ForgetRemoved();
        }

        return expiring;
    }

    private void ForgetRemoved()
    {
        foreach (var series in _lastChanges.Keys)
        {
            if (series.IsRemoved)
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

    private ExpiredSeries? Forget(LabelSet labels)
    {
        if (_expired.TryRemove(labels, out var expired))
        {
            expired.Dispose();
        }

        return expired;
    }

    // Neither dictionary becomes smaller by removals.
    private void Trim()
    {
        if (_lastChanges.Count < _lastChanges.Capacity / TrimFactor)
        {
            _lastChanges.TrimExcess();
        }

        if (_mostExpired == 0 && _expired.IsEmpty)
        {
            return;
        }

        lock (_store.Gate)
        {
            var count = _expired.Count;
            _mostExpired = Math.Max(_mostExpired, count);
            if (count < _mostExpired / TrimFactor)
            {
                _expired = new(_expired, ByValues.Comparer);
                _mostExpired = count;
            }
        }
    }

    private readonly record struct LastChange(long ChangeVersion, long Since);

    private sealed class ByValues : IEqualityComparer<LabelSet>, IAlternateEqualityComparer<LabelTexts, LabelSet>
    {
        public static readonly ByValues Comparer = new();

        public bool Equals(LabelSet? x, LabelSet? y) => x!.Values.SequenceEqual(y!.Values);

        public bool Equals(LabelTexts alternate, LabelSet other) => alternate.Matches(other);

        public int GetHashCode(LabelSet obj) => LabelHash.WithRuntimesKey.Get(obj.Values);

        public int GetHashCode(LabelTexts alternate) => LabelHash.WithRuntimesKey.Get(alternate);

        public LabelSet Create(LabelTexts alternate) => throw new NotSupportedException("Expired series are added by their labels.");
    }
}
