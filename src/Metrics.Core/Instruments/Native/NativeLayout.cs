using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>The layout of the buckets of a native histogram: its schema and its zero bucket. Immutable; a bucket reduction creates another
/// layout.</summary>
/// <remarks>A layout records the bucket reductions of its ancestors, so that it can map a bucket of an ancestor to exactly the bucket in
/// which the same observations would be counted now.</remarks>
internal sealed class NativeLayout
{
    private const ulong MagnitudeMask = ulong.MaxValue >> 1;
    private const ulong LeastNormal = 1UL << 52;
    private const ulong Infinity = 0x7FFUL << 52;

    private readonly BucketIndexer _indexer;
    private readonly ulong _threshold;

    // The first magnitude that is a normal number outside the zero bucket, and the number of such magnitudes.
    private readonly ulong _firstRegular;
    private readonly ulong _regular;

    // Per schema, from the coarsest: the highest index that was moved to the zero bucket while this was the schema.
    private readonly int[] _widened;

    /// <summary>Creates the initial layout of a histogram.</summary>
    public NativeLayout(int schema, double zeroThreshold)
        : this(schema, zeroThreshold, generation: 0, CreateWidened())
    {
    }

    private NativeLayout(int schema, double zeroThreshold, int generation, int[] widened)
    {
        Schema = schema;
        ZeroThreshold = zeroThreshold;
        Generation = generation;
        _widened = widened;
        _indexer = new BucketIndexer(schema);
        _threshold = BitConverter.DoubleToUInt64Bits(zeroThreshold);
        _firstRegular = Math.Max(_threshold + 1, LeastNormal);
        _regular = Infinity - _firstRegular;
    }

    public int Schema { get; }

    public double ZeroThreshold { get; }

    /// <summary>The number of bucket reductions that led to this layout.</summary>
    public int Generation { get; }

    /// <summary>Creates the next layout, whose zero bucket contains all buckets up to an index, of both signs.</summary>
    public NativeLayout WidenZeroBucket(int index)
    {
        var widened = (int[])_widened.Clone();
        widened[Schema - NativeBounds.MinSchema] = index;
        return new NativeLayout(Schema, NativeBounds.UpperBound(Schema, index), Generation + 1, widened);
    }

    /// <summary>Creates the next layout, with buckets of double width.</summary>
    public NativeLayout ReduceResolution() => new(Schema - 1, ZeroThreshold, Generation + 1, _widened);

    /// <summary>Returns the key of the bucket that contains a value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int KeyOf(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var magnitude = (ulong)bits & MagnitudeMask;
        return magnitude - _firstRegular < _regular
            ? BucketKey.Create(_indexer.IndexOfNormal(magnitude), (int)(bits >> 63))
            : RareKeyOf(magnitude, (int)(bits >> 63));
    }

    /// <summary>Returns the key of the bucket that contains a bucket of an ancestor.</summary>
    public int KeyOf(int key, NativeLayout ancestor)
    {
        if (!BucketKey.IsRegular(key))
        {
            return key;
        }

        var index = BucketKey.IndexOf(key);
        for (var schema = ancestor.Schema; ; schema--)
        {
            if (index <= _widened[schema - NativeBounds.MinSchema])
            {
                return BucketKey.Zero;
            }

            if (schema == Schema)
            {
                return BucketKey.Create(index, BucketKey.IsNegative(key) ? -1 : 0);
            }

            index = BucketIndexer.ReduceResolution(index);
        }
    }

    private static int[] CreateWidened()
    {
        var widened = new int[NativeBounds.MaxSchema - NativeBounds.MinSchema + 1];
        Array.Fill(widened, int.MinValue);
        return widened;
    }

    private int RareKeyOf(ulong magnitude, int sign)
    {
        if (magnitude > Infinity)
        {
            return BucketKey.None;
        }

        return magnitude <= _threshold ? BucketKey.Zero : BucketKey.Create(_indexer.IndexOf(magnitude), sign);
    }
}
