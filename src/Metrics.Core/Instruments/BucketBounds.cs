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

    private static readonly double[] Defaults = Buckets.Default.ToArray();

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

    /// <param name="buckets">What the user gave; null means the default.</param>
    /// <exception cref="ArgumentException">The bounds don't increase strictly, or one is NaN.</exception>
    public static BucketBounds Create(double[]? buckets)
    {
        var bounds = WithoutInfinity(buckets);
        for (var i = 0; i < bounds.Length; i++)
        {
            if (double.IsNaN(bounds[i]) || double.IsPositiveInfinity(bounds[i]) || (i > 0 && bounds[i] <= bounds[i - 1]))
            {
                throw new ArgumentException(
                    $"Buckets must increase strictly, without NaN, but after {(i == 0 ? "the start" : Text(bounds[i - 1]))} comes {Text(bounds[i])}: sort them and leave out duplicates.",
                    nameof(buckets));
            }
        }

        return new BucketBounds(bounds.ToArray());
    }

    public bool Matches(double[]? buckets) => WithoutInfinity(buckets).SequenceEqual(_finite);

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

    public override string ToString() => string.Join(", ", _finite.Select(Text));

    private static ReadOnlySpan<double> WithoutInfinity(double[]? buckets)
    {
        ReadOnlySpan<double> bounds = buckets ?? Defaults;
        return bounds is [.. var finite, double.PositiveInfinity] ? finite : bounds;
    }

    private static string Text(double bound) => bound.ToString(CultureInfo.InvariantCulture);
}
