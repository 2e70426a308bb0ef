using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>What the buckets of a native histogram are until there are too many of them: its schema and zero bucket. Immutable; a remedy makes another layout.</summary>
/// <remarks>A layout knows what its ancestors went through, so that a bucket of any of them can be found in it, exactly as if its observations came now.</remarks>
internal sealed class NativeLayout
{
    private const ulong MagnitudeMask = ulong.MaxValue >> 1;
    private const ulong LeastNormal = 1UL << 52;
    private const ulong Infinity = 0x7FFUL << 52;

    private readonly BucketIndexer _indexer;
    private readonly ulong _threshold;

    // From here on, so many magnitudes are normal numbers outside the zero bucket.
    private readonly ulong _firstRegular;
    private readonly ulong _regular;

    // Per schema, from the coarsest: the highest index that was moved to the zero bucket while it was the schema.
    private readonly int[] _widened;

    /// <summary>The layout that a histogram begins with.</summary>
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

    /// <summary>How many remedies led here.</summary>
    public int Generation { get; }

    /// <summary>The next layout, in which all buckets up to an index, of both signs, are part of the zero bucket.</summary>
    public NativeLayout WidenZeroBucket(int index)
    {
        var widened = (int[])_widened.Clone();
        widened[Schema - NativeBounds.MinSchema] = index;
        return new NativeLayout(Schema, NativeBounds.UpperBound(Schema, index), Generation + 1, widened);
    }

    /// <summary>The next layout, with buckets of double width.</summary>
    public NativeLayout ReduceResolution() => new(Schema - 1, ZeroThreshold, Generation + 1, _widened);

    /// <summary>The bucket of a value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int KeyOf(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var magnitude = (ulong)bits & MagnitudeMask;
        return magnitude - _firstRegular < _regular
            ? BucketKey.Create(_indexer.IndexOfNormal(magnitude), (int)(bits >> 63))
            : RareKeyOf(magnitude, (int)(bits >> 63));
    }

    /// <summary>The bucket that a bucket of an ancestor has become part of.</summary>
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
