using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>The series of one family: a hash table by label values, which is read without a lock, and a list in the order of their
/// creation.</summary>
/// <remarks>Readers (<c>Find</c>, <see cref="Ordered"/>) may run concurrently with one writer; writers exclude each other by a lock of the
/// caller. Adding and removing one series takes constant time and memory on average: both change arrays of a fixed size, until those are
/// full or hold more removed series than others; then the others move to new arrays of a fitting size.</remarks>
internal sealed class SeriesTable
{
    private volatile SeriesSlots _slots;

    public SeriesTable(LabelHash? hash = null) => _slots = new SeriesSlots(hash ?? new LabelHash(), capacity: 1);

    /// <summary>A snapshot of the series, in the order of their creation. It does not contain later series. In place of a series that was
    /// removed, before or after the call, it may contain one that is <see cref="Series.IsRemoved"/> and reports nothing.</summary>
    public ReadOnlyMemory<Series> Ordered => _slots.Ordered;

    /// <summary>Returns a snapshot of the series, as <see cref="Ordered"/> does.</summary>
    /// <param name="labels">A cache of their labels, or null if they are few.</param>
    public ReadOnlyMemory<Series> ReadOrdered(out LabelBlocks? labels)
    {
        var slots = _slots;
        var series = slots.Ordered;
        labels = series.Length < LabelBlocks.MinCount ? null : slots.Labels;
        return series;
    }

    public int Count => _slots.Count;

    /// <summary>The number of series for which there is memory.</summary>
    public int Capacity => _slots.Capacity;

    /// <summary>The number of removals for caches of series.</summary>
    public RemovalCounter Removals { get; } = new();

    /// <summary>The current hash.</summary>
    public LabelHash Hash => _slots.Hash;

    public Series? Find(ReadOnlySpan<string> labelValues) => _slots.Find(new LabelValues(labelValues));

    public Series? Find(LabelTexts labelTexts) => _slots.Find(labelTexts);

    public void Add(Series series)
    {
        if (_slots.IsFull)
        {
            Move(_slots.Hash);
        }

        series.IsRemoved = false;
        if (!_slots.TryAdd(series))
        {
            Move(LabelHash.WithRuntimesKey);
            _slots.TryAdd(series);
        }
    }

    /// <summary>Removes a series that is in the table.</summary>
    public void Remove(Series series)
    {
        _slots.Remove(series);
        series.IsRemoved = true;
        if (_slots.AreMostlyRemoved)
        {
            Move(_slots.Hash);
        }
    }

    /// <summary>Removes all series that satisfy a predicate.</summary>
    /// <returns>The removed series.</returns>
    public IReadOnlyList<Series> RemoveWhere(Func<Series, bool> predicate)
    {
        var removed = new List<Series>();
        foreach (var series in Ordered.Span)
        {
            if (!series.IsRemoved && predicate(series))
            {
                removed.Add(series);
            }
        }

        // The predicate, which is code of the application, may itself have added and removed series.
        removed.RemoveAll(series => series.IsRemoved);
        if (removed.Count > 0)
        {
            removed.ForEach(series => series.IsRemoved = true);
            Move(_slots.Hash, removed.Count);
        }

        return removed;
    }

    private void Move(LabelHash hash, int marked = 0)
    {
        var before = _slots.Used;
        _slots = _slots.Move(hash, marked);
        if (_slots.Used < before)
        {
            Removals.Increment();
        }
    }
}
