namespace PrometheusMetrics.Instruments;

/// <summary>The cells of a counter, what was folded from them, and the value to which the counter was raised. Everything but the cells is
/// used under the gate.</summary>
internal sealed class CounterCells : OwnedCells<CounterCell>
{
    private long _integer;
    private CompensatedSum _fraction;
    private RaisedTotal _raised;
    private double _greatest;

    public CounterCells()
        : base(CounterCell.Absent)
    {
    }

    /// <summary>The value to which the counter was raised last.</summary>
    public double RaisedValue => _raised.Value;

    /// <summary>Returns the parts of the total.</summary>
    /// <param name="integer">What was added outside the cells to the integer.</param>
    /// <param name="fraction">What was added outside the cells to the fraction.</param>
    public (long Integer, double Fraction) ReadParts(long integer, double fraction)
    {
        var total = _fraction;
        total.Add(fraction);
        integer += _integer;
        foreach (var cell in Slots)
        {
            integer += cell.Integer;
            total.Add(cell.Fraction);
        }

        return (integer, total.Value);
    }

    /// <summary>Returns the total of parts. It never decreases, although a compensated sum might, by its last bit, when cells are
    /// folded.</summary>
    public double Total((long Integer, double Fraction) parts) =>
        _greatest = Math.Max(_greatest, _raised.Add(parts.Integer, parts.Fraction));

    /// <summary>Raises the total to a value, unless it is as great already.</summary>
    public void Raise(double value, (long Integer, double Fraction) parts) => _raised.Raise(value, parts.Integer, parts.Fraction);

    protected override void Fold(CounterCell cell)
    {
        _integer += cell.Integer;
        _fraction.Add(cell.Fraction);
        cell.Lock.Clear();
    }
}
