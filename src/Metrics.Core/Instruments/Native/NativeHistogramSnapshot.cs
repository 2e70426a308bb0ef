using System.Buffers;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

/// <summary>Adds up the buckets of several tables, which may have different layouts, in rented memory. Dispose it after the last use of its
/// sample.</summary>
internal ref struct NativeHistogramSnapshot : ICellSnapshot, IDisposable
{
    /// <summary>The classic buckets, count and sum.</summary>
    public HistogramSnapshot Histogram;

    private NativeLayout _layout;
    private int[] _keys = [];
    private long[] _counts = [];
    private int _length;
    private NativeLayout _copiedLayout;
    private int _copiedLength;

    /// <param name="layout">The earliest layout of the sample. If a table has a later layout, the sample has that one.</param>
    /// <param name="counts">Receives the counts of the classic buckets.</param>
    public NativeHistogramSnapshot(NativeLayout layout, Span<long> counts)
    {
        _layout = _copiedLayout = layout;
        Histogram = new HistogramSnapshot(counts);
    }

    /// <summary>Copies one table. The copy counts only after <see cref="Commit"/>; without it, the next copy replaces it.</summary>
    public void Copy(NativeLayout layout, scoped ReadOnlySpan<NativeBucket> table, long zeroCount)
    {
        Reserve(table.Length + 1);
        _copiedLayout = layout;
        _copiedLength = 0;
        Append(BucketKey.Zero, zeroCount);

        // A writer may be changing the table, so each key is read once.
        foreach (var (key, count) in table)
        {
            if (key != BucketKey.Unused)
            {
                Append(key, count);
            }
        }
    }

    /// <summary>Adds the last copy, which was consistent.</summary>
    public void Commit()
    {
        Histogram.Commit();
        if (_copiedLayout.Generation > _layout.Generation)
        {
            Move(_keys.AsSpan(0, _length), _layout, _copiedLayout);
            _layout = _copiedLayout;
        }
        else
        {
            Move(_keys.AsSpan(_length, _copiedLength), _copiedLayout, _layout);
        }

        _length += _copiedLength;
        _copiedLength = 0;
    }

    public void AddToSum(in CompensatedSum remainder) => Histogram.AddToSum(remainder);

    /// <summary>Converts the committed copies to a sample. Nothing can be copied afterwards.</summary>
    public NativeHistogramSample ToSample(ReadOnlySpan<Exemplar> exemplars = default)
    {
        var keys = _keys.AsSpan(0, _length);
        var counts = _counts.AsSpan(0, _length);
        keys.Sort(counts);
        var distinct = Combine(keys, counts);
        keys = keys[..distinct];
        counts = counts[..distinct];

        var zero = keys.BinarySearch(BucketKey.Zero);
        var hasZero = zero >= 0;
        var negatives = hasZero ? zero : ~zero;
        var positives = hasZero ? zero + 1 : negatives;
        var zeroCount = hasZero ? counts[zero] : 0;
        foreach (ref var key in keys)
        {
            key = BucketKey.IndexOf(key);
        }

        return new NativeHistogramSample(_layout.Schema, _layout.ZeroThreshold, zeroCount)
        {
            NegativeIndexes = keys[..negatives],
            NegativeCounts = counts[..negatives],
            PositiveIndexes = keys[positives..],
            PositiveCounts = counts[positives..],
            Exemplars = exemplars,
        };
    }

    public void Dispose()
    {
        Return(_keys, _counts);
        Histogram.Dispose();
    }

    private static void Move(Span<int> keys, NativeLayout from, NativeLayout to)
    {
        if (from == to)
        {
            return;
        }

        foreach (ref var key in keys)
        {
            key = to.KeyOf(key, from);
        }
    }

    private static int Combine(Span<int> keys, Span<long> counts)
    {
        var last = -1;
        for (var i = 0; i < keys.Length; i++)
        {
            if (last >= 0 && keys[last] == keys[i])
            {
                counts[last] += counts[i];
            }
            else
            {
                last++;
                (keys[last], counts[last]) = (keys[i], counts[i]);
            }
        }

        return last + 1;
    }

    private static void Return(int[] keys, long[] counts)
    {
        if (keys.Length > 0)
        {
            ArrayPool<int>.Shared.Return(keys);
            ArrayPool<long>.Shared.Return(counts);
        }
    }

    private void Append(int key, long count)
    {
        (_keys[_length + _copiedLength], _counts[_length + _copiedLength]) = (key, count);
        _copiedLength++;
    }

    private void Reserve(int more)
    {
        var needed = _length + more;
        if (needed <= Math.Min(_keys.Length, _counts.Length))
        {
            return;
        }

        var keys = ArrayPool<int>.Shared.Rent(needed);
        var counts = ArrayPool<long>.Shared.Rent(needed);
        _keys.AsSpan(0, _length).CopyTo(keys);
        _counts.AsSpan(0, _length).CopyTo(counts);
        Return(_keys, _counts);
        (_keys, _counts) = (keys, counts);
    }
}
