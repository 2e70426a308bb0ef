using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>A value that increases, decreases and is set. It is one number at first; when threads contend for it often, it gets
/// <see cref="GaugeCells"/>, and loses them when it is set.</summary>
/// <remarks>Setting replaces <see cref="Moved"/> by a value, by one write: a thread that reads the number afterwards does not look at the
/// cells any more. A thread that had read it before adds to a cell that is not read any more, as if it had added just before the gauge was
/// set.</remarks>
internal struct StripedGauge
{
    // Stands in place of the number while the value is in the cells. A signalling NaN: no addition has it as its result, and it is never
    // set.
    private const long Moved = 0x7FF0_0000_4D4F_5645;

    // Beyond it, the sum of a cell could become infinite, and would remain so.
    private const double MaxCellAddend = 1L << 53;

    // Contended writers that come while another one gives a gauge cells go on without.
    private static readonly Lock Moving = new();

    private long _bits;

    // That of the family until the gauge has cells of its own. After the gauge was set, those that it had.
    private GaugeCells _cells;

    public StripedGauge(double value, GaugeCells cells)
    {
        _bits = Encode(value);
        _cells = cells;
    }

    public readonly TimeProvider TimeProvider => _cells.TimeProvider;

    public void Set(double value) => Volatile.Write(ref _bits, Encode(value));

    /// <summary>Adds a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="contention">The contended writes to the instrument.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double value, ref byte contention)
    {
        var current = Volatile.Read(ref _bits);
        if (current == Moved
            ? !TryAddToCells(value)
            : Interlocked.CompareExchange(ref _bits, AtomicDouble.Sum(current, value), current) != current)
        {
            AddContended(value, ref contention);
        }
    }

    /// <summary>Returns the value that the gauge had at one moment during the call.</summary>
    public readonly double Read()
    {
        while (true)
        {
            var current = Volatile.Read(in _bits);
            if (current != Moved)
            {
                return BitConverter.Int64BitsToDouble(current);
            }

            if (TryGetCells(out var cells) && cells.TryRead(out var value))
            {
                return value;
            }
        }
    }

    /// <summary>Does what is due once per scrape: resets the contention, and folds the cells that have been quiet for some
    /// scrapes.</summary>
    public readonly void Sweep(ref byte contention)
    {
        Contention.Reset(ref contention);
        if (Volatile.Read(in _bits) != Moved)
        {
            Abandon();
        }
        else if (TryGetCells(out var cells))
        {
            cells.Sweep();
        }
    }

    private static long Encode(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        return bits == Moved ? BitConverter.DoubleToInt64Bits(double.NaN) : bits;
    }

    /// <summary>Gets the cells, after the number has said that the value is in them.</summary>
    /// <returns>False if the gauge was set since then: those may be cells in which there is no value yet.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool TryGetCells(out GaugeCells cells)
    {
        cells = Volatile.Read(in _cells);
        return Volatile.Read(in _bits) == Moved;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool TryAddToCells(double value)
    {
        if (!TryGetCells(out var cells))
        {
            return false;
        }

        var page = StackPage.Current;
        if (!(Math.Abs(value) <= MaxCellAddend) || !cells.TryFind(page, out var cell) || !cell.TryAdd(page, value))
        {
            cells.AddUnowned(page, value);
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddContended(double value, ref byte contention)
    {
        while (true)
        {
            if (Contention.Record(ref contention))
            {
                MoveToCells(ref contention);
            }

            var current = Volatile.Read(ref _bits);
            if (current == Moved
                ? TryAddToCells(value)
                : Interlocked.CompareExchange(ref _bits, AtomicDouble.Sum(current, value), current) == current)
            {
                return;
            }
        }
    }

    // Gives back the cells that the gauge had before it was set.
    private readonly void Abandon()
    {
        if (!_cells.MayBeAbandoned || !Moving.TryEnter())
        {
            return;
        }

        try
        {
            if (Volatile.Read(in _bits) != Moved)
            {
                _cells.Abandon();
            }
        }
        finally
        {
            Moving.Exit();
        }
    }

    private void MoveToCells(ref byte contention)
    {
        if (!Moving.TryEnter())
        {
            return;
        }

        try
        {
            if (Volatile.Read(ref _bits) == Moved)
            {
                return;
            }

            // New ones each time: threads may still add to those that the gauge had before it was set.
            var cells = new GaugeCells(TimeProvider);
            Volatile.Write(ref _cells, cells);
            long current;
            do
            {
                current = Volatile.Read(ref _bits);
                cells.Begin(BitConverter.Int64BitsToDouble(current));
            }
            while (Interlocked.CompareExchange(ref _bits, Moved, current) != current);

            Contention.Reset(ref contention);
        }
        finally
        {
            Moving.Exit();
        }
    }
}
