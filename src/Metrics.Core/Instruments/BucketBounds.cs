using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PrometheusMetrics.Instruments;

/// <summary>The validated, immutable upper bounds of the histograms of a family, shared by its series.</summary>
internal sealed class BucketBounds
{
    // With more, a binary search is faster.
    private const int MaxVectors = 16;

    private readonly double[] _finite;

    // The finite bounds, padded with +Inf.
    private readonly Vector256<double>[] _vectors;

    private BucketBounds(double[] finite)
    {
        _finite = finite;
        _vectors = new Vector256<double>[(finite.Length + Vector256<double>.Count - 1) / Vector256<double>.Count];
        var padded = MemoryMarshal.Cast<Vector256<double>, double>(_vectors.AsSpan());
        padded.Fill(double.PositiveInfinity);
        finite.CopyTo(padded);
    }

    /// <summary>The number of buckets, including +Inf.</summary>
    public int Count => _finite.Length + 1;

    /// <summary>The bounds except the last one, +Inf.</summary>
    public ReadOnlySpan<double> Finite => _finite;

    /// <summary>Validates and copies bounds.</summary>
    /// <param name="finite">The bounds except the last one, +Inf.</param>
    /// <param name="family">The name of the family, for the exception message.</param>
    /// <exception cref="ArgumentException">The bounds do not increase strictly, or one is NaN.</exception>
    public static BucketBounds Create(ReadOnlySpan<double> finite, string family)
    {
        for (var i = 0; i < finite.Length; i++)
        {
            if (double.IsNaN(finite[i]) || double.IsPositiveInfinity(finite[i]) || (i > 0 && finite[i] <= finite[i - 1]))
            {
                var fault = i == 0 ? $"{Text(finite[i])} is the first" : $"{Text(finite[i])} follows {Text(finite[i - 1])}";
                throw InvalidOption.Invalid(
                    $"Buckets must increase strictly, without NaN, but {fault} in those of '{ForeignText.Escape(family)}': " +
                    "sort them and remove duplicates.");
            }
        }

        return new BucketBounds(finite.ToArray());
    }

    /// <summary>Returns the bucket of a value: the first whose bound is not below it. NaN, and a value above every finite bound, belong to
    /// the last one, +Inf.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int IndexOf(double value) => _vectors.Length <= MaxVectors ? CountBelow(value) : Search(value);

    // Successive values are in different buckets, so a branch per bound would often be mispredicted. Bounds are compared four at a time
    // without branches, and those below the value are counted.
    private int CountBelow(double value)
    {
        var wanted = Vector256.Create(value);
        var below = Vector256<long>.Zero;
        foreach (var bounds in _vectors)
        {
            below -= (~Vector256.LessThanOrEqual(wanted, bounds)).AsInt64();
        }

        // Only NaN counts the padding of the last vector too.
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
