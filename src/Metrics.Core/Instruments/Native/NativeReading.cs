using System.Buffers;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

/// <summary>Adds up the buckets of several tables, which may be of several layouts, in rented memory. Dispose it when nobody looks at the sample any more.</summary>
internal ref struct NativeReading : ICellReading, IDisposable
{
    /// <summary>The classic buckets, count and sum.</summary>
    public TallyReading Tally;

    private NativeLayout _layout;
    private int[] _keys = [];
    private long[] _counts = [];
    private int _length;
    private NativeLayout _takenLayout;
    private int _taken;

    /// <param name="layout">The layout to show at least; a later one that turns up takes its place.</param>
    /// <param name="counts">Where the counts of the classic buckets go.</param>
    public NativeReading(NativeLayout layout, Span<long> counts)
    {
        _layout = _takenLayout = layout;
        Tally = new TallyReading(counts);
    }

    /// <summary>Copies one table. It counts only after <see cref="Accept"/>; the next copy takes its place if that doesn't come.</summary>
    public void Take(NativeLayout layout, scoped ReadOnlySpan<NativeBucket> table, long zeroCount)
    {
        Reserve(table.Length + 1);
        _takenLayout = layout;
        _taken = 0;
        Append(NativeKey.Zero, zeroCount);

        // A writer may be at work in the table, so each key is read once.
        foreach (var (key, count) in table)
        {
            if (key != NativeKey.Unused)
            {
                Append(key, count);
            }
        }
    }

    /// <summary>Says that no writer disturbed the last copy.</summary>
    public void Accept()
    {
        Tally.Accept();
        if (_takenLayout.Generation > _layout.Generation)
        {
            Move(_keys.AsSpan(0, _length), _layout, _takenLayout);
            _layout = _takenLayout;
        }
        else
        {
            Move(_keys.AsSpan(_length, _taken), _takenLayout, _layout);
        }

        _length += _taken;
        _taken = 0;
    }

    /// <summary>What was accepted. Nothing more can be taken afterwards.</summary>
    public NativeHistogramSample Finish(ReadOnlySpan<Exemplar> exemplars = default)
    {
        var keys = _keys.AsSpan(0, _length);
        var counts = _counts.AsSpan(0, _length);
        keys.Sort(counts);
        var distinct = Combine(keys, counts);
        keys = keys[..distinct];
        counts = counts[..distinct];

        var negative = keys.BinarySearch(NativeKey.Zero);
        var (zeroCount, positive) = negative < 0 ? (0L, ~negative) : (counts[negative], negative + 1);
        negative = negative < 0 ? ~negative : negative;
        foreach (ref var key in keys)
        {
            key = NativeKey.IndexOf(key);
        }

        return new NativeHistogramSample(_layout.Schema, _layout.ZeroThreshold, zeroCount)
        {
            NegativeIndexes = keys[..negative],
            NegativeCounts = counts[..negative],
            PositiveIndexes = keys[positive..],
            PositiveCounts = counts[positive..],
            Exemplars = exemplars,
        };
    }

    public void Dispose()
    {
        Return(_keys, _counts);
        Tally.Dispose();
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
        (_keys[_length + _taken], _counts[_length + _taken]) = (key, count);
        _taken++;
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
