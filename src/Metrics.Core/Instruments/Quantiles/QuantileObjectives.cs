namespace PrometheusMetrics.Instruments;

/// <summary>The checked, sorted, immutable form of <see cref="SummaryOptions.Objectives"/>; all series of a family share one.</summary>
internal sealed class QuantileObjectives
{
    /// <summary>With fewer values than this in the window every answer is exact.</summary>
    public const int ExactBelow = 500;

    // Half of what an int holds, so that two widths can be added without a thought of overflow. Streams of more values than that
    // only keep more entries.
    private const int MaxWidth = (1 << 30) - 1;

    private readonly QuantileObjective[] _objectives;
    private readonly double[] _quantiles;
    private readonly ErrorBound[] _errorBounds;

    private QuantileObjectives(QuantileObjective[] ascending)
    {
        _objectives = ascending;
        _quantiles = Array.ConvertAll(ascending, objective => objective.Quantile);

        // The smallest and the greatest value are always kept, so the quantiles 0 and 1 ask nothing of the entries between
        // (and would divide by zero).
        var between = Array.FindAll(ascending, objective => objective.Quantile is > 0 and < 1);
        _errorBounds = Array.ConvertAll(between, ErrorBound.Create);
    }

    /// <summary>How many objectives there are.</summary>
    public int Count => _objectives.Length;

    /// <summary>The quantiles, ascending.</summary>
    public ReadOnlySpan<double> Quantiles => _quantiles;

    /// <summary>Copies and checks objectives.</summary>
    /// <param name="objectives">The objectives in any order.</param>
    /// <exception cref="ArgumentOutOfRangeException">A quantile or an error is not between 0 and 1.</exception>
    /// <exception cref="ArgumentException">A quantile is there twice.</exception>
    public static QuantileObjectives Create(ReadOnlySpan<QuantileObjective> objectives)
    {
        var ascending = objectives.ToArray();
        foreach (var (quantile, error) in ascending)
        {
            RequireQuantile(quantile, nameof(objectives));
            RequireError(error, quantile, nameof(objectives));
        }

        Array.Sort(ascending, (a, b) => a.Quantile.CompareTo(b.Quantile));
        for (var i = 1; i < ascending.Length; i++)
        {
            if (ascending[i].Quantile == ascending[i - 1].Quantile)
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"The quantile {ascending[i].Quantile} is there twice: keep one of the two objectives."),
                    nameof(objectives));
            }
        }

        return new QuantileObjectives(ascending);
    }

    /// <summary>Whether these are the same objectives, in any order. Allocates nothing.</summary>
    /// <param name="objectives">Objectives as a user wrote them, unchecked.</param>
    public bool Matches(ReadOnlySpan<QuantileObjective> objectives)
    {
        if (objectives.Length != _objectives.Length)
        {
            return false;
        }

        // Ours have no duplicates, so if each of them is among as many others, none of the others is left over.
        foreach (var objective in _objectives)
        {
            if (!objectives.Contains(objective))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// The f(r) of the CKMS paper, rounded down: how much of the ranks an entry may cover (its width and its slack) so that every
    /// objective is kept now and however many values follow. It only grows with the values below and above the entry, so what was legal
    /// once stays legal.
    /// </summary>
    /// <param name="below">How many values lie below the entry; more than zero.</param>
    /// <param name="above">How many values don't.</param>
    public int MaxWidthAt(double below, double above)
    {
        double widest = MaxWidth;
        foreach (var cone in _errorBounds)
        {
            widest = double.MinNative(widest, double.MaxNative(cone.Below * below, cone.Above * above));
        }

        return (int)widest;
    }

    /// <summary>
    /// The rank, 1 to <paramref name="total"/>, that an answer should come near to. The exact rank of a quantile is rounded up by
    /// definition; an estimate aims at the unrounded one, the middle of the permitted ranks.
    /// </summary>
    /// <param name="index">The objective's index in <see cref="Quantiles"/>.</param>
    /// <param name="total">How many values there are; more than zero.</param>
    public double TargetRank(int index, long total)
    {
        var (quantile, error) = _objectives[index];
        var rank = quantile * total;
        var exact = total < ExactBelow || error * total < 1;
        return Math.Max(1, exact ? Math.Ceiling(rank) : rank);
    }

    /// <summary>The objectives as a person would write them: "0.5 ± 0.05, 0.99 ± 0.001".</summary>
    public override string ToString() =>
        string.Join(", ", _objectives.Select(objective => FormattableString.Invariant($"{objective.Quantile} ± {objective.Error}")));

    private static void RequireQuantile(double quantile, string parameter)
    {
        if (quantile is >= 0 and <= 1)
        {
            return;
        }

        var advice = quantile is > 1 and <= 100
            ? FormattableString.Invariant($"write {quantile / 100} for the percentile {quantile}")
            : "write 0.99, for example, for the 99th percentile";
        throw new ArgumentOutOfRangeException(parameter, quantile, $"A quantile is between 0 and 1: {advice}.");
    }

    private static void RequireError(double error, double quantile, string parameter)
    {
        if (error is not (>= 0 and <= 1))
        {
            var message = FormattableString.Invariant($"The error of quantile {quantile} is between 0 and 1: write 0.01 for one percent.");
            throw new ArgumentOutOfRangeException(parameter, error, message);
        }
    }

    /// <summary>
    /// What one objective asks of an entry, as two slopes of which the higher counts. An entry does harm if its ranks reach across all
    /// permitted ones, from below (q - e) n to above (q + e) n. One that lies above (q - e) n now comes nearest to that if values follow
    /// only above it, one that lies below if they follow only below it. The limits are 2e r / (q - e), for which the paper's stricter
    /// 2e r / q will do, and 2e (n - r) / (1 - q + e).
    /// </summary>
    /// <remarks>The paper has 1 - q in the second one. Too much: measured, 0.9 with an error of 0.05 is wrong by up to 0.1.</remarks>
    private readonly record struct ErrorBound(double Below, double Above)
    {
        public static ErrorBound Create(QuantileObjective objective)
        {
            var (quantile, error) = objective;
            return new ErrorBound(2 * error / quantile, 2 * error / (1 - quantile + error));
        }
    }
}
