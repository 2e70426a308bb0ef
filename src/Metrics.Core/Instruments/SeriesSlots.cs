using System.Numerics;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>The arrays of a <see cref="SeriesTable"/>, of a fixed size: a slot for each series in the order of their creation, and an
/// open-addressing hash table, never more than half full, with an entry for each series.</summary>
/// <remarks>
/// <para>One writer at a time may change them while others read. A slot is filled once; a series that is removed is replaced by one that
/// reports nothing. An entry, which has the hash of a series and the index of its slot, is read and written as a whole and never becomes
/// empty again, so that a search for another series does not end there too early; that of a removed series may be used for a new
/// one.</para>
/// <para>A hash only finds candidates; the strings are always compared. The hashes are beside each other, so that a search usually reads
/// only the series that it finds.</para>
/// </remarks>
internal sealed class SeriesSlots
{
    // By estimate, one of 10^10 series is so far from its first entry by chance. If one is, an attacker has chosen values that collide.
    private const int MaxDistance = 128;

    // No series has the hash 0.
    private const long RemovedEntry = 1L << 32;

    // So that few series that come and go do not need new arrays each time.
    private const int MinRemoved = 8;

    private readonly long[] _entries;
    private readonly Series[] _series;
    private int _used;
    private int _count;

    // Null until a scrape has read the series.
    private LabelBlocks? _labels;

    /// <param name="hash">The hash of label values.</param>
    /// <param name="capacity">The number of slots, a power of two.</param>
    public SeriesSlots(LabelHash hash, int capacity)
    {
        Hash = hash;
        _series = new Series[capacity];
        _entries = new long[capacity * 2];
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

    /// <summary>Creates slots for series, without the removed ones among them, with room for half as many more.</summary>
    public static SeriesSlots Create(ReadOnlySpan<Series> series, LabelHash hash)
    {
        var count = 0;
        foreach (var one in series)
        {
            count += one.IsRemoved ? 0 : 1;
        }

        var slots = new SeriesSlots(hash, (int)BitOperations.RoundUpToPowerOf2((uint)(count + (count / 2) + 1)));
        foreach (var one in series)
        {
            if (!one.IsRemoved && !slots.TryAdd(one))
            {
                return Create(series, LabelHash.WithRuntimesKey);
            }
        }

        return slots;
    }

    public Series? Find<TKey>(TKey key)
        where TKey : struct, ILabelKey, allows ref struct
    {
        var entries = _entries;
        var wanted = HashOf(key);
        for (var i = wanted & (entries.Length - 1); ; i = (i + 1) & (entries.Length - 1))
        {
            // Written after the slot and read before it, so a reader that finds the hash also sees the series.
            var entry = Volatile.Read(ref entries[i]);
            if ((int)entry == wanted && _series[(int)(entry >> 32)] is var found && key.Matches(found.Labels))
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
        var hash = HashOf(new LabelValues(series.Labels.Values));
        for (var distance = 0; distance < MaxDistance || Hash.IsKeyed; distance++)
        {
            ref var entry = ref _entries[(hash + distance) & (_entries.Length - 1)];
            if ((int)entry == 0)
            {
                _series[_used] = series;
                Volatile.Write(ref entry, ((long)_used << 32) | (uint)hash);
                Volatile.Write(ref _count, _count + 1);
                Volatile.Write(ref _used, _used + 1);
                return true;
            }
        }

        return false;
    }

    /// <summary>Removes a series that is in a slot.</summary>
    public void Remove(Series series)
    {
        var hash = HashOf(new LabelValues(series.Labels.Values));
        for (var i = hash; ; i++)
        {
            ref var entry = ref _entries[i & (_entries.Length - 1)];
            var slot = (int)(entry >> 32);
            if ((int)entry == hash && ReferenceEquals(_series[slot], series))
            {
                _series[slot] = RemovedSeries.Instance;
                Volatile.Write(ref entry, RemovedEntry);
                Volatile.Write(ref _count, _count - 1);
                return;
            }
        }
    }

    private int HashOf<TKey>(TKey key)
        where TKey : struct, ILabelKey, allows ref struct => key.GetHash(Hash) is var code && code == 0 ? 1 : code;

    private sealed class RemovedSeries : Series
    {
        public static readonly RemovedSeries Instance = new();

        private RemovedSeries()
            : base(LabelSet.Empty) => IsRemoved = true;

        public override void Collect(MetricVisitor visitor)
        {
        }
    }
}
