using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>Finds the bucket of a value in one schema by a lookup table, without a search and without a branch per bound.</summary>
/// <remarks>A double is a power of two, its octave, and a mantissa of 52 bits, its position in the octave. The first bits of the mantissa
/// select an entry of the lookup table. An entry covers less than the width of any bucket, so it contains at most one bound, and one
/// addition distinguishes the two buckets that share it.</remarks>
internal readonly struct BucketIndexer
{
    private const int MantissaBits = 52;
    private const ulong MantissaMask = (1UL << MantissaBits) - 1;
    private const ulong Infinity = 0x7FFUL << MantissaBits;
    private const ulong LeastNormal = 1UL << MantissaBits;
    private const int Bias = 1023;
    private const int BoundBits = MantissaBits + 1;

    private static readonly long[][] LookupTables = [.. Enumerable.Range(0, NativeBounds.MaxSchema + 1).Select(CreateLookupTable)];

    private readonly long[] _lookupTable;
    private readonly int _entryShift;
    private readonly int _octaveShift;
    private readonly int _halvings;

    public BucketIndexer(int schema)
    {
        // A schema below 0 is schema 0 with its resolution halved once or more.
        _octaveShift = Math.Max(schema, 0);
        _halvings = Math.Max(-schema, 0);
        _entryShift = EntryShift(_octaveShift);
        _lookupTable = LookupTables[_octaveShift];
    }

    /// <summary>Converts an index to the next lower schema. Exact, because that schema has every second bound.</summary>
    public static int ReduceResolution(int index) => (index + 1) >> 1;

    /// <summary>Returns the index of a normal number.</summary>
    /// <param name="magnitude">The bits of its absolute value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int IndexOfNormal(ulong magnitude) => IndexOf(magnitude, Bias);

    /// <summary>Returns the index of any number except zero and NaN.</summary>
    /// <param name="magnitude">The bits of its absolute value.</param>
    public int IndexOf(ulong magnitude)
    {
        if (magnitude < LeastNormal)
        {
            const int Lift = 64;
            return IndexOf(BitConverter.DoubleToUInt64Bits(Math.ScaleB(BitConverter.UInt64BitsToDouble(magnitude), Lift)), Bias + Lift);
        }

        // Upper bounds are inclusive, so infinity, whose mantissa is zero, would otherwise be in the bucket below.
        return IndexOfNormal(magnitude == Infinity ? magnitude + 1 : magnitude);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int IndexOf(ulong magnitude, int bias)
    {
        var mantissa = magnitude & MantissaMask;
        var octave = (int)(magnitude >> MantissaBits) - bias;
        var bucket = (int)((_lookupTable[(int)(mantissa >> _entryShift)] + (long)mantissa) >> BoundBits);
        return ((octave << _octaveShift) + bucket + (1 << _halvings) - 1) >> _halvings;
    }

    // The high bits of an entry are the first bucket that overlaps with it. The low bits are chosen so that adding a mantissa above the
    // bound of that bucket carries one into the high bits.
    private static long[] CreateLookupTable(int schema)
    {
        var table = new long[1 << (schema + 1)];
        for (var i = 0; i < table.Length; i++)
        {
            var bucket = 0;
            while (BoundOf(schema, bucket) < (long)i << EntryShift(schema))
            {
                bucket++;
            }

            table[i] = ((long)bucket << BoundBits) + (1L << BoundBits) - 1 - BoundOf(schema, bucket);
        }

        return table;
    }

    private static long BoundOf(int schema, int bucket)
    {
        var octave = NativeBounds.Octave(schema);
        return bucket == octave.Length ? 1L << MantissaBits : (long)(BitConverter.DoubleToUInt64Bits(octave[bucket]) & MantissaMask);
    }

    private static int EntryShift(int schema) => MantissaBits - (schema + 1);
}
