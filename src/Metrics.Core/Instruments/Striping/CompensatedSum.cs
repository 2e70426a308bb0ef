namespace PrometheusMetrics.Instruments;

/// <summary>A sum whose rounding errors are added up too, so that it does not depend on the order of its terms: a total in several parts
/// does not decrease because one part was folded into another.</summary>
/// <remarks>The error of a sum of two numbers is a number itself, which six operations compute exactly (Knuth, "The Art of Computer
/// Programming", volume 2, 4.2.2).</remarks>
internal struct CompensatedSum
{
    private double _sum;
    private double _error;

    public CompensatedSum(double sum) => _sum = sum;

    /// <summary>The sum, rounded once. If it is not finite, it has no error.</summary>
    public readonly double Value => double.IsFinite(_error) ? _sum + _error : _sum;

    /// <summary>What <see cref="Value"/> lacks because it is rounded.</summary>
    public readonly double Remainder => double.IsFinite(_error) ? _error - (Value - _sum) : 0;

    public void Add(double term) => Add(ref _sum, ref _error, term);

    public void Add(in CompensatedSum other)
    {
        Add(other._sum);
        _error += other._error;
    }

    /// <summary>Adds a term to a sum, and the rounding error to the errors.</summary>
    public static void Add(ref double sum, ref double error, double term)
    {
        var before = sum;
        var after = before + term;
        var added = after - before;
        error += (before - (after - added)) + (term - added);
        sum = after;
    }
}
