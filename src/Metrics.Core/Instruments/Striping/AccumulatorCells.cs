namespace PrometheusMetrics.Instruments;

/// <summary>The cells of an accumulator, which are folded into its first one.</summary>
internal sealed class AccumulatorCells<TCell, TObservation, TSnapshot> : OwnedCells<TCell>
    where TCell : struct, IAccumulatorCell<TCell, TObservation, TSnapshot>
    where TSnapshot : ICellSnapshot, allows ref struct
{
    private readonly TCell _first;
    private CompensatedSum _remainder;

    public AccumulatorCells(TCell first)
        : base(first) => _first = first;

    /// <summary>The part of the sums of the folded cells that the sum of the first one is too coarse for. Read under the gate.</summary>
    public CompensatedSum Remainder => _remainder;

    // The first cell is closed for this time, or writers might never let the sweep in.
    protected override void Fold(TCell cell)
    {
        _first.Lock.Close();
        try
        {
            var spin = default(SpinWait);
            while (!_first.TryAbsorb(cell, ref _remainder))
            {
                spin.SpinOnce();
            }
        }
        finally
        {
            _first.Lock.Open(toAnyone: true);
        }
    }
}
