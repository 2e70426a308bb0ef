using System.Numerics;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>The arrays of a <see cref="SeriesTable"/>, of a fixed size: a slot for each series in the order of their creation, and an
/// open-addressing hash table, never more than half full, with an entry for each series.</summary>
/// <remarks>
/// <para>One writer at a time may change them while others read. A slot is filled once; a series that is removed is replaced by one that
/// reports nothing. An entry, which has the number of a slot and, in the bits above it, those of the hash of its series that fit, is read
/// and written as a whole and never becomes empty again, so that a search for another series does not end there too early; that of a
/// removed series may be used for a new one.</para>
/// <para>A hash only finds candidates; the strings are always compared. The entries are beside each other, so that a search usually reads
/// only the series that it finds.</para>
/// </remarks>
internal sealed class SeriesSlots
{
    // By estimate, one of 10^10 series is so far from its first entry by chance. If one is, an attacker has chosen values that collide.
    private const int MaxDistance = 128;

    // No series has this entry: the bit that is 1 is above the slot.
    private const int RemovedEntry = 1;

    // So that few series that come and go do not need new arrays each time.
    private const int MinRemoved = 8;

    // So that the first few series do not each need new arrays. A power of two.
    private const int MinRoom = 4;

    private readonly Series[] _series;

    // By slot, so that the series of a full table move to a larger one without reading their labels.
    private readonly int[] _hashes;

    // An entry is a slot, a bit that is 1, so that it is not zero, and the low bits of the hash of the series. The high bits of the hash
    // choose the entry at which a search begins.
    private readonly int[] _entries;
    private readonly int _slotBits;
    private int _used;
    private int _count;

    // Null until a scrape has read the series.
    private LabelBlocks? _labels;

    /// <param name="hash">The hash of label values.</param>
    /// <param name="capacity">The number of slots.</param>
    public SeriesSlots(LabelHash hash, int capacity)
    {
        Hash = hash;
        _series = new Series[capacity];
        _hashes = new int[capacity];
        _entries = new int[capacity * 2];
        _slotBits = BitOperations.Log2((uint)capacity) + 1;
    }

    public LabelHash Hash { get; }

    public int Capacity => _series.Length;

    /// <summary>The number of series, without the removed ones.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The number of series, with the removed ones.</summary>
    public int Used => Volatile.Read(ref _used);

    public bool IsFull => _used == _series.Length;

    public bool AreMostlyRemoved => _used - _count > _count + MinRemoved;

    public ReadOnlyMemory<Series> Ordered => _series.AsMemory(0, Used);

    /// <summary>A cache of the labels of the series, by slot.</summary>
    public LabelBlocks Labels => LazyInitializer.EnsureInitialized(ref _labels, () => new LabelBlocks(_series));

    /// <summary>Creates slots for the same series in the same order, without the removed ones among them, with room for a quarter more:
    /// larger steps would leave more memory unused.</summary>
    /// <param name="hash">The hash of the new slots.</param>
    /// <param name="marked">The number of series that are marked as removed and still in their slots.</param>
    public SeriesSlots Move(LabelHash hash, int marked = 0)
    {
        var count = _count - marked;
        var slots = new SeriesSlots(hash, (count + (count / 4) + MinRoom) & -MinRoom);
        if (count == _used && hash == Hash)
        {
            slots.CopyAll(this);
        }
        else
        {
            slots.CopyUnlessRemoved(this);
        }

        for (var i = 0; i < count; i++)
        {
            if (!slots.TryAddEntry(slots._hashes[i], i))
            {
                return Move(LabelHash.WithRuntimesKey, marked);
            }
        }

        slots._used = slots._count = count;
        return slots;
    }

    public Series? Find<TKey>(TKey key)
        where TKey : struct, ILabelKey, allows ref struct
    {
        var entries = _entries;
        var series = _series;
        var hash = key.GetHash(Hash);
        var slotZero = EntryOf(hash, slot: 0);
        for (var i = First(hash, entries); ; i = Next(i, entries))
        {
            // Written after the slot and read before it, so a reader that finds the entry also sees the series.
            var entry = Volatile.Read(ref entries[i]);

            // Of other entries, a higher bit is different.
            var slot = entry ^ slotZero;
            if ((uint)slot < (uint)series.Length && series[slot] is var found && key.Matches(found.Labels))
            {
                return found;
            }

            if (entry == 0)
            {
                return null;
            }
        }
    }

    /// <summary>Adds a series to slots that are not full.</summary>
    /// <returns>False if no entry within the maximum distance is free; never with the hash that resists hash flooding.</returns>
    public bool TryAdd(Series series)
    {
        var hash = HashOf(series);
        _series[_used] = series;
        _hashes[_used] = hash;
        if (!TryAddEntry(hash, _used))
        {
            return false;
        }

        Volatile.Write(ref _count, _count + 1);
        Volatile.Write(ref _used, _used + 1);
        return true;
    }

    /// <summary>Removes a series that is in a slot.</summary>
    public void Remove(Series series)
    {
        var hash = HashOf(series);
        for (var i = First(hash, _entries); ; i = Next(i, _entries))
        {
            var slot = _entries[i] ^ EntryOf(hash, slot: 0);
            if ((uint)slot < (uint)_used && ReferenceEquals(_series[slot], series))
            {
                _series[slot] = RemovedSeries.Instance;
                Volatile.Write(ref _entries[i], RemovedEntry);
                Volatile.Write(ref _count, _count - 1);
                return;
            }
        }
    }

    private static int First(int hash, int[] entries) => (int)(((ulong)(uint)hash * (uint)entries.Length) >> 32);

    private static int Next(int entry, int[] entries) => entry + 1 == entries.Length ? 0 : entry + 1;

    private int EntryOf(int hash, int slot) => (((hash << 1) | 1) << _slotBits) | slot;

    private int HashOf(Series series) => Hash.Get(series.Labels.Values);

    private bool TryAddEntry(int hash, int slot)
    {
        var entries = _entries;
        var maxDistance = Hash.IsKeyed ? entries.Length : MaxDistance;
        var i = First(hash, entries);
        for (var distance = 0; distance < maxDistance; distance++)
        {
            ref var entry = ref entries[i];
            if (entry is 0 or RemovedEntry)
            {
                Volatile.Write(ref entry, EntryOf(hash, slot));
                return true;
            }

            i = Next(i, entries);
        }

        return false;
    }

    private void CopyAll(SeriesSlots other)
    {
        other.Ordered.Span.CopyTo(_series);
        other._hashes.CopyTo(_hashes, 0);
        _labels = Volatile.Read(ref other._labels)?.Move(_series);
    }

    private void CopyUnlessRemoved(SeriesSlots other)
    {
        var count = 0;
        foreach (var series in other.Ordered.Span)
        {
            if (!series.IsRemoved)
            {
                _series[count] = series;
                _hashes[count] = HashOf(series);
                count++;
            }
        }
    }

    private sealed class RemovedSeries : Series
    {
        public static readonly RemovedSeries Instance = new();

        private RemovedSeries()
            : base(LabelSet.Empty)
        {
            IsRemoved = true;
            Hide();
        }

        public override void Collect(MetricVisitor visitor)
        {
        }
    }
}
