using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>Finds the bucket of a value in one schema, without search or branch.</summary>
/// <remarks>A double is a power of two, its octave, and 52 bits that say where in the octave it is. The first of these bits choose a cell of a guide.
/// A cell is narrower than any bucket, so that at most one bound lies in it, and one comparison tells the two buckets apart that share a cell.</remarks>
internal readonly struct BucketIndexer
{
    private const int PlaceBits = 52;
    private const ulong PlaceMask = (1UL << PlaceBits) - 1;
    private const ulong Infinity = 0x7FFUL << PlaceBits;
    private const ulong LeastNormal = 1UL << PlaceBits;
    private const int Bias = 1023;
    private const int BoundBits = PlaceBits + 1;

    private static readonly long[][] LookupTables = [.. Enumerable.Range(0, NativeBounds.MaxSchema + 1).Select(CreateLookupTable)];

    private readonly long[] _lookupTable;
    private readonly int _cellShift;
    private readonly int _octaveShift;
    private readonly int _halvings;

    public BucketIndexer(int schema)
    {
        // A schema below 0 is schema 0, halved once or more.
        _octaveShift = Math.Max(schema, 0);
        _halvings = Math.Max(-schema, 0);
        _cellShift = CellShift(_octaveShift);
        _lookupTable = LookupTables[_octaveShift];
    }

    /// <summary>The index of a bucket at the next schema below. Exact, because every second bound stays.</summary>
    public static int ReduceResolution(int index) => (index + 1) >> 1;

    /// <summary>The index of a normal number.</summary>
    /// <param name="magnitude">The bits of its absolute value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int IndexOfNormal(ulong magnitude) => IndexOf(magnitude, Bias);

    /// <summary>The index of any number but zero and NaN.</summary>
    /// <param name="magnitude">The bits of its absolute value.</param>
    public int IndexOf(ulong magnitude)
    {
        if (magnitude < LeastNormal)
        {
            const int Lift = 64;
            return IndexOf(BitConverter.DoubleToUInt64Bits(Math.ScaleB(BitConverter.UInt64BitsToDouble(magnitude), Lift)), Bias + Lift);
        }

        // Infinity would be the beginning of an octave, which belongs to the bucket before.
        return IndexOfNormal(magnitude == Infinity ? magnitude + 1 : magnitude);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int IndexOf(ulong magnitude, int bias)
    {
        var place = magnitude & PlaceMask;
        var octave = (int)(magnitude >> PlaceBits) - bias;
        var bucket = (int)((_lookupTable[(int)(place >> _cellShift)] + (long)place) >> BoundBits);
        return ((octave << _octaveShift) + bucket + (1 << _halvings) - 1) >> _halvings;
    }

    // In a cell: the first bucket that reaches into it, and below that number a value that carries one over to it if a place beyond the
    // bucket's bound is added.
    private static long[] CreateLookupTable(int schema)
    {
        var guide = new long[1 << (schema + 1)];
        for (var i = 0; i < guide.Length; i++)
        {
            var bucket = 0;
            while (BoundOf(schema, bucket) < (long)i << CellShift(schema))
            {
                bucket++;
            }

            guide[i] = ((long)bucket << BoundBits) + (1L << BoundBits) - 1 - BoundOf(schema, bucket);
        }

        return guide;
    }

    private static long BoundOf(int schema, int bucket)
    {
        var octave = NativeBounds.Octave(schema);
        return bucket == octave.Length ? 1L << PlaceBits : (long)(BitConverter.DoubleToUInt64Bits(octave[bucket]) & PlaceMask);
    }

    private static int CellShift(int schema) => PlaceBits - (schema + 1);
}
