using System.Numerics;
using Metrics.Streaming;

namespace Metrics.Instruments;

/// <summary>The series of one family: found by label values without a lock, kept in the order of their creation.</summary>
/// <remarks>
/// Readers (<see cref="Find"/>, <see cref="Ordered"/>) run beside one writer; writers exclude each other by a lock of the caller's.
/// An open-addressing table, never more than half full. A slot is filled once and not changed any more, so a reader that meets a filled slot may trust it;
/// growing and removing publish a new table. Hashes find, strings decide.
/// </remarks>
internal sealed class SeriesTable<TSeries>
    where TSeries : Series
{
    private const int InitialSize = 4;

    private volatile Slot[] _slots = new Slot[InitialSize];
    private volatile Order _order = new([], 0);
    private int _removals;

    /// <summary>The series in the order of their creation, as they are now. What comes later doesn't show in it.</summary>
    public ReadOnlyMemory<Series> Ordered
    {
        get
        {
            var order = _order;
            return order.Series.AsMemory(0, order.Count);
        }
    }

    public int Count => _order.Count;

    /// <summary>Changes whenever series are removed: what was found before may not be found any more.</summary>
    public int Removals => Volatile.Read(ref _removals);

    /// <exception cref="ArgumentNullException">A value is null.</exception>
    public static int Hash(ReadOnlySpan<string> labelValues)
    {
        var hash = 0u;
        foreach (var value in labelValues)
        {
            ArgumentNullException.ThrowIfNull(value, nameof(labelValues));
            hash = (uint.RotateLeft(hash, 5) + (uint)value.GetHashCode(StringComparison.Ordinal)) * 0x9E3779B1;
        }

        return (int)(hash ^ (hash >> 15));
    }

    public TSeries? Find(ReadOnlySpan<string> labelValues, int hash)
    {
        var slots = _slots;
        for (var i = hash & (slots.Length - 1); ; i = (i + 1) & (slots.Length - 1))
        {
            // The series is written last and read first, so its hash is there when it is.
            var series = Volatile.Read(ref slots[i].Series);
            if (series is null)
            {
                return null;
            }

            if (slots[i].Hash == hash && labelValues.SequenceEqual(series.Labels.Values))
            {
                return series;
            }
        }
    }

    public void Add(TSeries series)
    {
        if ((Count + 1) * 2 > _slots.Length)
        {
            Fill(new Slot[_slots.Length * 2]);
        }

        Insert(_slots, series);
        Append(series);
    }

    /// <returns>How many series were removed.</returns>
    public int RemoveWhere(Func<TSeries, bool> predicate)
    {
        var before = Ordered;
        Series[] kept = [.. before.ToArray().Where(series => !predicate((TSeries)series))];
        if (kept.Length < before.Length)
        {
            _order = new Order(kept, kept.Length);
            Fill(new Slot[Math.Max(InitialSize, (int)BitOperations.RoundUpToPowerOf2((uint)kept.Length * 2))]);
            Volatile.Write(ref _removals, _removals + 1);
        }

        return before.Length - kept.Length;
    }

    private static void Insert(Slot[] slots, TSeries series)
    {
        var hash = Hash(series.Labels.Values);
        var i = hash & (slots.Length - 1);
        while (slots[i].Series is not null)
        {
            i = (i + 1) & (slots.Length - 1);
        }

        slots[i].Hash = hash;
        Volatile.Write(ref slots[i].Series, series);
    }

    private void Fill(Slot[] slots)
    {
        foreach (var series in Ordered.Span)
        {
            Insert(slots, (TSeries)series);
        }

        _slots = slots;
    }

    private void Append(TSeries series)
    {
        var (array, count) = _order;
        if (count == array.Length)
        {
            Array.Resize(ref array, Math.Max(1, count * 2));
        }

        // Beyond the count of every order handed out before, so nobody reads this place yet.
        array[count] = series;
        _order = new Order(array, count + 1);
    }

    private struct Slot
    {
        public int Hash;
        public TSeries? Series;
    }

    private sealed record Order(Series[] Series, int Count);
}
