using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PrometheusMetrics.Instruments;

/// <summary>The checked, immutable upper bounds of a family's histograms, shared by its series.</summary>
internal sealed class BucketBounds
{
    // With more, a binary search is faster.
    private const int MostVectors = 16;

    private readonly double[] _finite;

    // The finite bounds, filled up with +Inf.
    private readonly Vector256<double>[] _vectors;

    private BucketBounds(double[] finite)
    {
        _finite = finite;
        _vectors = new Vector256<double>[(finite.Length + Vector256<double>.Count - 1) / Vector256<double>.Count];
        var padded = MemoryMarshal.Cast<Vector256<double>, double>(_vectors.AsSpan());
        padded.Fill(double.PositiveInfinity);
        finite.CopyTo(padded);
    }

    /// <summary>How many buckets there are, the one to +Inf included.</summary>
    public int Count => _finite.Length + 1;

    /// <summary>Without the last one, +Inf.</summary>
    public ReadOnlySpan<double> Finite => _finite;

    /// <param name="finite">The bounds without the last one, +Inf.</param>
    /// <exception cref="ArgumentException">The bounds don't increase strictly, or one is NaN.</exception>
    public static BucketBounds Create(ReadOnlySpan<double> finite)
    {
        for (var i = 0; i < finite.Length; i++)
        {
            if (double.IsNaN(finite[i]) || double.IsPositiveInfinity(finite[i]) || (i > 0 && finite[i] <= finite[i - 1]))
            {
                throw new ArgumentException(
                    $"Buckets must increase strictly, without NaN, but after {(i == 0 ? "the start" : Text(finite[i - 1]))} comes {Text(finite[i])}: sort them and leave out duplicates.",
                    nameof(finite));
            }
        }

        return new BucketBounds(finite.ToArray());
    }

    /// <summary>The bucket of a value: the first whose bound is not below it. NaN, like what is above every bound, belongs to the last one, +Inf.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int IndexOf(double value) => _vectors.Length <= MostVectors ? CountBelow(value) : Search(value);

    // Values jump between buckets, so a branch for each bound would be guessed wrong all the time. Bounds are compared four at a time without branches, and
    // those below the value are counted.
    private int CountBelow(double value)
    {
        var wanted = Vector256.Create(value);
        var below = Vector256<long>.Zero;
        foreach (var bounds in _vectors)
        {
            below -= (~Vector256.LessThanOrEqual(wanted, bounds)).AsInt64();
        }

        // What fills up the last vector isn't below anything but NaN.
        return Math.Min((int)Vector256.Sum(below), _finite.Length);
    }

    private int Search(double value)
    {
        if (double.IsNaN(value))
        {
            return _finite.Length;
        }

        var index = Array.BinarySearch(_finite, value);
        return index < 0 ? ~index : index;
    }

    private static string Text(double bound) => bound.ToString(CultureInfo.InvariantCulture);
}
