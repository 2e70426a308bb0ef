namespace PrometheusMetrics;

/// <summary>Creates the upper bounds of histogram buckets, without +Inf, which every histogram adds.</summary>
public static class Buckets
{
    // A decimal has 28 digits after the point, so that less than this would leave too few of them for the bounds that follow.
    private const double MinExactStart = 1e-12;

    /// <summary>Gets the default bounds of a histogram as a new array: from 5 ms to 10 s if the unit is seconds.</summary>
    public static double[] Default => [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    /// <summary>Creates bounds at equal distances: <c>Linear(0.1, 0.1, 3)</c> is 0.1, 0.2, 0.3.</summary>
    /// <param name="start">The first upper bound; finite.</param>
    /// <param name="width">The distance between bounds; more than zero, finite.</param>
    /// <param name="count">The number of finite bounds; 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range, or the bounds would not increase or not be
    /// finite.</exception>
    public static double[] Linear(double start, double width, int count)
    {
        RequireFinite(start, nameof(start));
        RequireFinite(width, nameof(width));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        return CreateBounds(
            start,
            width,
            AreDecimals(start, width),
            count,
            nameof(width),
            static (bound, width) => bound + width,
            static (start, width, i) => start + (width * i));
    }

    /// <summary>Creates bounds of which each is <paramref name="factor"/> times the one before: <c>Exponential(1, 2, 4)</c> is 1, 2, 4,
    /// 8.</summary>
    /// <param name="start">The first upper bound; more than zero, finite.</param>
    /// <param name="factor">The ratio of each bound to the one before; more than one, finite.</param>
    /// <param name="count">The number of finite bounds; 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside its range, or the bounds would not increase or not be
    /// finite.</exception>
    public static double[] Exponential(double start, double factor, int count)
    {
        RequireFinite(start, nameof(start));
        RequireFinite(factor, nameof(factor));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(start);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(factor, 1);
        return CreateBounds(
            start,
            factor,
            start >= MinExactStart && AreDecimals(start, factor),
            count,
            nameof(factor),
            static (bound, factor) => bound * factor,
            static (start, factor, i) => start * Math.Pow(factor, i));
    }

    /// <param name="start">The first bound.</param>
    /// <param name="step">The distance or the ratio of two bounds.</param>
    /// <param name="areDecimals">Whether bounds are reckoned in decimals, as people write them, while they are in their range: in doubles,
    /// 0.1 + 2 * 0.1 is 0.30000000000000004.</param>
    /// <param name="count">The number of bounds.</param>
    /// <param name="stepName">The parameter that is the step.</param>
    /// <param name="next">Returns the bound after another.</param>
    /// <param name="boundAt">Returns a bound by its index, where there is no decimal.</param>
    private static double[] CreateBounds(
        double start,
        double step,
        bool areDecimals,
        int count,
        string stepName,
        Func<decimal, decimal, decimal> next,
        Func<double, double, int, double> boundAt)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        var bounds = new double[count];
        decimal? exact = areDecimals ? (decimal)start : null;
        for (var i = 0; i < count; i++)
        {
            exact = i > 0 && exact is { } last ? Next(last, (decimal)step, next) : exact;
            bounds[i] = exact is { } bound ? ToDouble(bound) : boundAt(start, step, i);
            if (!double.IsFinite(bounds[i]) || (i > 0 && bounds[i] <= bounds[i - 1]))
            {
                throw new ArgumentOutOfRangeException(
                    stepName,
                    $"Bound {i + 1} of {count} would be {bounds[i]}: choose fewer or other bounds, so that they increase and are finite.");
            }
        }

        return bounds;
    }

    private static bool AreDecimals(double start, double step) => IsDecimal(start) && IsDecimal(step);

    private static bool IsDecimal(double value) => Math.Abs(value) < (double)decimal.MaxValue && (double)(decimal)value == value;

    // A decimal zero may have a sign.
    private static double ToDouble(decimal value) => value == 0 ? 0 : (double)value;

    /// <returns>null beyond the range of decimals.</returns>
    private static decimal? Next(decimal bound, decimal step, Func<decimal, decimal, decimal> next)
    {
        try
        {
            return next(bound, step);
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static void RequireFinite(double value, string name)
    {
        if (!double.IsFinite(value))
        {
            throw new ArgumentOutOfRangeException(name, value, "The value must be a finite number.");
        }
    }
}
