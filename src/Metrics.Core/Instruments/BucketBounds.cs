using System.Globalization;

namespace Metrics.Instruments;

/// <summary>The checked, immutable upper bounds of a family's histograms, shared by its series.</summary>
internal sealed class BucketBounds
{
    private static readonly double[] Defaults = Buckets.Default.ToArray();

    private readonly double[] _finite;

    private BucketBounds(double[] finite) => _finite = finite;

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
    public int IndexOf(double value)
    {
        var bounds = _finite;
        var i = 0;
        while (i < bounds.Length && !(value <= bounds[i]))
        {
            i++;
        }

        return i;
    }

    public override string ToString() => string.Join(", ", _finite.Select(Text));

    private static ReadOnlySpan<double> WithoutInfinity(double[]? buckets)
    {
        ReadOnlySpan<double> bounds = buckets ?? Defaults;
        return bounds is [.. var finite, double.PositiveInfinity] ? finite : bounds;
    }

    private static string Text(double bound) => bound.ToString(CultureInfo.InvariantCulture);
}
