namespace PrometheusMetrics.Instruments;

/// <summary>The cells of a gauge, and what was added to it outside them. Each gauge without cells has that of its family, which only knows
/// the time provider.</summary>
internal sealed class GaugeCells : OwnedCells<GaugeCell>
{
    // A failed one takes some nanoseconds. After that, the reader stops the writers for a moment.
    private const int MaxAttempts = 32;

    // Used under the gate.
    private CompensatedSum _folded;
    private bool _isAbandoned;

    private double _value;

    public GaugeCells(TimeProvider timeProvider)
        : base(GaugeCell.Absent) => TimeProvider = timeProvider;

    public TimeProvider TimeProvider { get; }

    /// <summary>Sets the value of new cells.</summary>
    public void Begin(double value) => Volatile.Write(ref _value, value);

    /// <summary>Adds a value outside the cells.</summary>
    public void AddUnowned(long page, double value)
    {
        AtomicDouble.Add(ref _value, value);
        OnUnowned(page);
    }

    /// <summary>Reads the value that the gauge had at one moment during the call: what one thread added and another one subtracted after
    /// that is in it together.</summary>
    /// <returns>False if the cells were abandoned, because the gauge was set.</returns>
    public bool TryRead(out double value)
    {
        using (Gate.EnterScope())
        {
            for (var i = 0; i < MaxAttempts && !_isAbandoned; i++)
            {
                if (TryReadOnce(out value))
                {
                    return true;
                }
            }

            value = _isAbandoned ? 0 : ReadFrozen();
            return !_isAbandoned;
        }
    }

    /// <summary>Whether there are cells to be given back.</summary>
    public bool MayBeAbandoned => HasCells;

    /// <summary>Gives the cells back after the gauge was set. What is still added to them was added before that.</summary>
    public void Abandon()
    {
        using (Gate.EnterScope())
        {
            _isAbandoned = true;
            Freeze();
        }
    }

    protected override void Fold(GaugeCell cell)
    {
        cell.AddTo(ref _folded);
        cell.Lock.Clear();
    }

    // If no cell has changed between its copy and the check after all copies, nor was one added, each had that value when the value outside
    // the cells was read. Even versions only increase, so their sum shows a change of any of them.
    private bool TryReadOnce(out double value)
    {
        var cells = Slots;
        var sum = _folded;
        var before = 0L;
        var after = 0L;
        foreach (var cell in cells)
        {
            if (!TryAddVersion(cell, ref before))
            {
                value = 0;
                return false;
            }

            cell.AddTo(ref sum);
        }

        Volatile.ReadBarrier();
        sum.Add(Volatile.Read(ref _value));
        value = sum.Value;
        foreach (var cell in cells)
        {
            if (!TryAddVersion(cell, ref after))
            {
                return false;
            }
        }

        return after == before && AreUnchanged(cells);
    }

    // Returns false if a writer is inside.
    private static bool TryAddVersion(GaugeCell cell, ref long versions)
    {
        var version = cell.Lock.BeginRead();
        versions += version;
        return (version & 1) == 0;
    }

    private double ReadFrozen()
    {
        var cells = Freeze();
        try
        {
            AwaitWriters(cells);
            var sum = _folded;
            foreach (var cell in cells)
            {
                cell.AddTo(ref sum);
            }

            sum.Add(Volatile.Read(ref _value));
            return sum.Value;
        }
        finally
        {
            Thaw(cells);
        }
    }
}
