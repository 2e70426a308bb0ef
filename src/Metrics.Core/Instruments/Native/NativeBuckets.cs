using System.Numerics;
using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>The populated buckets of one layout: an open-addressing hash table, whose size depends on the number of the buckets and not on
/// their values.</summary>
/// <remarks>The owner ensures that there is one writer at a time. A reader may copy the table while a writer changes it, but has to discard
/// the copy then.</remarks>
internal sealed class NativeBuckets
{
    private const int FirstLength = 8;
    private const uint GoldenRatio = 2654435769;

    // Two cache lines after the slots, to prevent false sharing with adjacent objects.
    private const int Padding = 8;

    private readonly int _padding;

    // At least a quarter of the slots is unused, so that every search ends.
    private NativeBucket[] _table;
    private int _shift = Shift(FirstLength);
    private NativeLayout _layout;
    private long _zeroCount;

    public NativeBuckets(NativeLayout layout)
        : this(layout, padding: 0)
    {
    }

    private NativeBuckets(NativeLayout layout, int padding)
    {
        _layout = layout;
        _padding = padding;
        _table = new NativeBucket[FirstLength + padding];
    }

    private NativeBuckets(NativeBuckets other)
    {
        (_padding, _shift, _layout, _zeroCount) = (other._padding, other._shift, other._layout, other._zeroCount);
        _table = [.. other._table];
        Populated = other.Populated;
    }

    /// <summary>The number of populated regular buckets.</summary>
    public int Populated { get; private set; }

    private int Length => _table.Length - _padding;

    /// <summary>Creates an empty table of the same layout, padded to prevent false sharing.</summary>
    public NativeBuckets CreatePadded() => new(_layout, Padding);

    /// <summary>Counts an observation, if the layout is the current one and the bucket is in the first slot of its search.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryCount(NativeLayout layout, int key)
    {
        ref var bucket = ref _table[FirstSlot(key, _shift)];
        if (bucket.Key != key || layout != _layout)
        {
            return false;
        }

        bucket.Count++;
        return true;
    }

    /// <summary>Counts an observation. If memory runs out, no count is changed.</summary>
    /// <param name="layout">The layout of the key: an ancestor or a descendant of that of the buckets, or the same.</param>
    /// <param name="key">Any key except <see cref="BucketKey.Unused"/>.</param>
    /// <returns>Whether the observation populated a bucket or moved the buckets to a later layout.</returns>
    public bool Add(NativeLayout layout, int key)
    {
        var isNew = layout.Generation > _layout.Generation;
        if (isNew)
        {
            MoveTo(layout);
        }

        return Add(_layout.KeyOf(key, layout), count: 1) || isNew;
    }

    /// <summary>Moves the buckets to a later layout.</summary>
    public void MoveTo(NativeLayout layout)
    {
        var table = new NativeBucket[_table.Length];
        var (populated, zeroCount) = (0, _zeroCount);
        foreach (var (key, count) in _table)
        {
            var moved = layout.KeyOf(key, _layout);
            if (moved == BucketKey.Zero)
            {
                zeroCount += count;
            }
            else if (moved != BucketKey.Unused)
            {
                ref var bucket = ref Find(table, _shift, moved);
                populated += bucket.Key == BucketKey.Unused ? 1 : 0;
                bucket = new NativeBucket(moved, bucket.Count + count);
            }
        }

        (_table, _layout, _zeroCount, Populated) = (table, layout, zeroCount, populated);
    }

    /// <summary>Adds the counts of other buckets, whose layout is an ancestor or a descendant of the own one, or the same. If memory runs
    /// out, no count is changed.</summary>
    public void Absorb(NativeBuckets other)
    {
        var sum = new NativeBuckets(this);
        if (other._layout.Generation > sum._layout.Generation)
        {
            sum.MoveTo(other._layout);
        }

        sum._zeroCount += other._zeroCount;
        foreach (var (key, count) in other._table)
        {
            sum.Add(sum._layout.KeyOf(key, other._layout), count);
        }

        (_table, _shift, _layout, _zeroCount, Populated) = (sum._table, sum._shift, sum._layout, sum._zeroCount, sum.Populated);
    }

    /// <summary>Sets every count to zero.</summary>
    public void Clear()
    {
        _zeroCount = 0;
        foreach (ref var bucket in _table.AsSpan())
        {
            bucket.Count = 0;
        }
    }

    /// <summary>Returns the lowest index of either sign, that of the values closest to zero, or null if no bucket is populated.</summary>
    public int? LowestIndex()
    {
        int? lowest = null;
        foreach (var (key, _) in _table)
        {
            if (key != BucketKey.Unused && !(lowest <= BucketKey.IndexOf(key)))
            {
                lowest = BucketKey.IndexOf(key);
            }
        }

        return lowest;
    }

    /// <summary>Copies the buckets for a reader, which has to check afterwards whether the copy is consistent.</summary>
    public void CopyTo(ref NativeHistogramSnapshot snapshot) => snapshot.Copy(_layout, _table, _zeroCount);

    private static int FirstSlot(int key, int shift) => (int)(((uint)key * GoldenRatio) >> shift);

    private static int Shift(int length) => 32 - BitOperations.Log2((uint)length);

    private static ref NativeBucket Find(NativeBucket[] table, int shift, int key)
    {
        var slot = FirstSlot(key, shift);
        while (table[slot].Key != key && table[slot].Key != BucketKey.Unused)
        {
            slot = (slot + 1) & (int)(uint.MaxValue >> shift);
        }

        return ref table[slot];
    }

    // Returns whether it populated a bucket.
    private bool Add(int key, long count)
    {
        if (!BucketKey.IsRegular(key))
        {
            _zeroCount += key == BucketKey.Zero ? count : 0;
            return false;
        }

        ref var bucket = ref Find(_table, _shift, key);
        var isNew = bucket.Key == BucketKey.Unused;
        if (isNew)
        {
            bucket = ref Populate(key);
        }

        bucket.Count += count;
        return isNew;
    }

    private ref NativeBucket Populate(int key)
    {
        if ((Populated + 1) * 4L > Length * 3L)
        {
            Grow();
        }

        ref var bucket = ref Find(_table, _shift, key);
        bucket.Key = key;
        Populated++;
        return ref bucket;
    }

    private void Grow()
    {
        var shift = _shift - 1;
        var table = new NativeBucket[(Length * 2) + _padding];
        foreach (var bucket in _table)
        {
            if (bucket.Key != BucketKey.Unused)
            {
                Find(table, shift, bucket.Key) = bucket;
            }
        }

        (_table, _shift) = (table, shift);
    }
}
