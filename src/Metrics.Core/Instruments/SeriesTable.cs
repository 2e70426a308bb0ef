using System.Numerics;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>The series of one family: an open-addressing hash table by label values, which is read without a lock, and a list in the order
/// of their creation.</summary>
/// <remarks>
/// Readers (<see cref="Find"/>, <see cref="Ordered"/>) may run concurrently with one writer; writers exclude each other by a lock of the
/// caller. The table is never more than half full. A slot is filled once and then does not change, so a reader can rely on a filled slot;
/// growing and removing publish a new table. A hash only finds candidates; the strings are always compared.
/// </remarks>
internal sealed class SeriesTable
{
    private const int InitialSize = 4;

    // By estimate, one of some 10^10 series is so far from its first slot by chance. If one is, an attacker has chosen values that collide.
    private const int MaxDistance = 128;

    private volatile Index _index;
    private volatile Order _order = new([], 0);
    private int _removals;

    public SeriesTable(LabelHash? hash = null) => _index = new Index(hash ?? new LabelHash(), InitialSize);

    /// <summary>A snapshot of the series, in the order of their creation. It does not contain later series.</summary>
    public ReadOnlyMemory<Series> Ordered
    {
        get
        {
            var order = _order;
            return order.Series.AsMemory(0, order.Count);
        }
    }

    public int Count => _order.Count;

    /// <summary>A number that changes when series are removed, so that an earlier result may be outdated.</summary>
    public int Removals => Volatile.Read(ref _removals);

    /// <summary>The current hash.</summary>
    public LabelHash Hash => _index.Hash;

    /// <exception cref="ArgumentNullException">A value is null.</exception>
    public Series? Find(ReadOnlySpan<string> labelValues) => _index.Find(labelValues);

    public void Add(Series series)
    {
        Append(series);
        if (Count * 2 > _index.Size)
        {
            _index = Indexed(_index.Hash, _index.Size * 2);
        }
        else if (!_index.TryInsert(series))
        {
            _index = Indexed(LabelHash.WithRuntimesKey, _index.Size);
        }
    }

    /// <returns>The number of removed series.</returns>
    public int RemoveWhere(Func<Series, bool> predicate)
    {
        var before = Ordered;
        Series[] kept = [.. before.ToArray().Where(series => !predicate(series))];
        if (kept.Length < before.Length)
        {
            _order = new Order(kept, kept.Length);
            _index = Indexed(_index.Hash, Math.Max(InitialSize, (int)BitOperations.RoundUpToPowerOf2((uint)kept.Length * 2)));
            Volatile.Write(ref _removals, _removals + 1);
        }

        return before.Length - kept.Length;
    }

    private static bool AreSame(ReadOnlySpan<string> some, ReadOnlySpan<string> others)
    {
        if (some.Length != others.Length)
        {
            return false;
        }

        for (var i = 0; i < some.Length; i++)
        {
            if (some[i] != others[i])
            {
                return false;
            }
        }

        return true;
    }

    private Index Indexed(LabelHash hash, int size)
    {
        var index = new Index(hash, size);
        foreach (var series in Ordered.Span)
        {
            if (!index.TryInsert(series))
            {
                return Indexed(LabelHash.WithRuntimesKey, size);
            }
        }

        return index;
    }

    private void Append(Series series)
    {
        var (array, count) = _order;
        if (count == array.Length)
        {
            Array.Resize(ref array, Math.Max(1, count * 2));
        }

        // Beyond the count of every order that was published before, so no reader reads this slot yet.
        array[count] = series;
        _order = new Order(array, count + 1);
    }

    /// <summary>The hash table. The hashes have an array of their own, so that a search usually reads only the series that it
    /// finds.</summary>
    private sealed class Index(LabelHash hash, int size)
    {
        // 0 where there is no series yet.
        private readonly int[] _hashes = new int[size];
        private readonly Series[] _series = new Series[size];

        public LabelHash Hash { get; } = hash;

        public int Size => _hashes.Length;

        public Series? Find(ReadOnlySpan<string> labelValues)
        {
            var hashes = _hashes;
            var wanted = HashOf(labelValues);
            for (var i = wanted & (hashes.Length - 1); ; i = (i + 1) & (hashes.Length - 1))
            {
                // The hash is written last and read first, so a reader that finds the hash also sees the series.
                var found = Volatile.Read(ref hashes[i]);
                if (found == wanted && AreSame(labelValues, _series[i].Labels.Values))
                {
                    return _series[i];
                }

                if (found == 0)
                {
                    return null;
                }
            }
        }

        /// <returns>False if no slot within the maximum distance is free; never with the hash that resists hash flooding.</returns>
        public bool TryInsert(Series series)
        {
            var wanted = HashOf(series.Labels.Values);
            for (var distance = 0; distance < MaxDistance || Hash.IsKeyed; distance++)
            {
                var i = (wanted + distance) & (_hashes.Length - 1);
                if (_hashes[i] == 0)
                {
                    _series[i] = series;
                    Volatile.Write(ref _hashes[i], wanted);
                    return true;
                }
            }

            return false;
        }

        private int HashOf(ReadOnlySpan<string> labelValues) => Hash.Get(labelValues) is var code && code == 0 ? 1 : code;
    }

    private sealed record Order(Series[] Series, int Count);
}
