namespace PrometheusMetrics.PrometheusNet;

/// <summary>The families of the last collection, by their headers, so that descriptors and labels are created once.</summary>
internal sealed class FamilyCache
{
    private readonly Dictionary<byte[], Entry> _entries = new(Utf8Comparer.Instance);
    private int _collection;

    /// <summary>Returns the family with a header, or a new one.</summary>
    /// <exception cref="FormatException">The type is unknown.</exception>
    /// <exception cref="ArgumentException">The name is illegal.</exception>
    public Family Get(FamilyHeader header)
    {
        var lookup = _entries.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (!lookup.TryGetValue(header.Text, out var entry))
        {
            entry = new Entry(Family.Create(header));
            lookup[header.Text] = entry;
        }

        entry.Collection = _collection;
        return entry.Family;
    }

    /// <summary>Removes the families that this collection did not have, and begins the next one.</summary>
    public void RemoveUnused()
    {
        foreach (var (header, entry) in _entries)
        {
            if (entry.Collection != _collection)
            {
                _entries.Remove(header);
            }
        }

        _collection++;
    }

    private sealed class Entry(Family family)
    {
        public Family Family => family;

        public int Collection { get; set; }
    }
}
