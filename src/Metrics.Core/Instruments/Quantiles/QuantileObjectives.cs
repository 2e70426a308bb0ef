namespace PrometheusMetrics.Instruments;

/// <summary>The validated, sorted, immutable form of <see cref="SummaryOptions.Objectives"/>, shared by the series of a family.</summary>
internal sealed class QuantileObjectives
{
    /// <summary>The number of values in the window below which every quantile is exact.</summary>
    public const int ExactBelow = 500;

    // Half of the range of an int, so that the sum of two widths cannot overflow. A sketch of more values than that only keeps more
    // samples.
    private const int MaxWidth = (1 << 30) - 1;

    private readonly QuantileObjective[] _objectives;
    private readonly double[] _quantiles;
    private readonly ErrorBound[] _errorBounds;

    private QuantileObjectives(QuantileObjective[] ascending)
    {
        _objectives = ascending;
        _quantiles = Array.ConvertAll(ascending, objective => objective.Quantile);

        // The smallest and the greatest value are always kept, so the quantiles 0 and 1 do not limit the samples between them
        // (and would divide by zero).
        var between = Array.FindAll(ascending, objective => objective.Quantile is > 0 and < 1);
        _errorBounds = Array.ConvertAll(between, ErrorBound.Create);
    }

    /// <summary>The number of objectives.</summary>
    public int Count => _objectives.Length;

    /// <summary>The quantiles, ascending.</summary>
    public ReadOnlySpan<double> Quantiles => _quantiles;

    /// <summary>Copies and validates objectives.</summary>
    /// <param name="objectives">The objectives in any order.</param>
    /// <param name="family">The name of the family, for the exception message.</param>
    /// <exception cref="ArgumentOutOfRangeException">A quantile or an error is not between 0 and 1.</exception>
    /// <exception cref="ArgumentException">A quantile occurs twice.</exception>
    public static QuantileObjectives Create(ReadOnlySpan<QuantileObjective> objectives, string family)
    {
        var ascending = objectives.ToArray();
        foreach (var (quantile, error) in ascending)
        {
            RequireQuantile(quantile, family);
            RequireError(error, quantile, family);
        }

        Array.Sort(ascending, (a, b) => a.Quantile.CompareTo(b.Quantile));
        for (var i = 1; i < ascending.Length; i++)
        {
            if (ascending[i].Quantile == ascending[i - 1].Quantile)
            {
                var message = FormattableString.Invariant(
                    $"The quantile {ascending[i].Quantile} occurs twice in '{ForeignText.Escape(family)}': keep one of them.");
                throw InvalidOption.Invalid(message);
            }
        }

        return new QuantileObjectives(ascending);
    }

    /// <summary>
    /// Returns the f(r, n) of the CKMS paper, rounded down: the maximum sum of the width and the delta of a sample such that every
    /// objective is met, now and after any number of further values. It only increases with the values below and above the sample, so a
    /// sample that was allowed once remains allowed.
    /// </summary>
    /// <param name="below">The number of values below the sample; more than zero.</param>
    /// <param name="above">The number of all other values.</param>
    public int MaxWidthAt(double below, double above)
    {
        double maxWidth = MaxWidth;
        foreach (var bound in _errorBounds)
        {
            maxWidth = double.MinNative(maxWidth, double.MaxNative(bound.Below * below, bound.Above * above));
        }

        return (int)maxWidth;
    }

    /// <summary>
    /// Returns the target rank of an objective, 1 to <paramref name="total"/>. The exact rank of a quantile is rounded up by definition;
    /// the target of an estimate is the unrounded rank, the middle of the permitted ranks.
    /// </summary>
    /// <param name="index">The index of the objective in <see cref="Quantiles"/>.</param>
    /// <param name="total">The number of values; more than zero.</param>
    public double TargetRank(int index, long total)
    {
        var (quantile, error) = _objectives[index];
        var rank = quantile * total;
        var exact = total < ExactBelow || error * total < 1;
        return Math.Max(1, exact ? Math.Ceiling(rank) : rank);
    }

    private static void RequireQuantile(double quantile, string family)
    {
        if (quantile is >= 0 and <= 1)
        {
            return;
        }

        var advice = quantile is > 1 and <= 100
            ? FormattableString.Invariant($"write {quantile / 100} for the percentile {quantile}")
            : "write 0.99, for example, for the 99th percentile";
        throw InvalidOption.OutOfRange(
            quantile, $"A quantile of '{ForeignText.Escape(family)}' must be between 0 and 1: {advice}.");
    }

    private static void RequireError(double error, double quantile, string family)
    {
        if (error is not (>= 0 and <= 1))
        {
            var message = FormattableString.Invariant(
                $"The error of quantile {quantile} of '{ForeignText.Escape(family)}' must be between 0 and 1: write 0.01 for one percent.");
            throw InvalidOption.OutOfRange(error, message);
        }
    }

    /// <summary>
    /// The limit that one objective sets for the ranks of a sample, as two slopes, of which the higher applies. A sample makes an estimate
    /// wrong if its possible ranks include all permitted ones, from below (q - e) n to above (q + e) n. A sample above (q - e) n is closest
    /// to this if all further values are above it, a sample below (q - e) n if all further values are below it. The limits are
    /// 2e r / (q - e), for which the paper's stricter 2e r / q is sufficient, and 2e (n - r) / (1 - q + e).
    /// </summary>
    /// <remarks>The paper has 1 - q in the second limit, which allows too much: measured, the quantile 0.9 with an error of 0.05 is wrong
    /// by up to 0.1.</remarks>
    private readonly record struct ErrorBound(double Below, double Above)
    {
        public static ErrorBound Create(QuantileObjective objective)
        {
            var (quantile, error) = objective;
            return new ErrorBound(2 * error / quantile, 2 * error / (1 - quantile + error));
        }
    }
}
