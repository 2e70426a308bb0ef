using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>A total that only increases. It is two numbers at first; when threads contend for them often, it gets
/// <see cref="CounterCells"/>.</summary>
internal struct StripedCounter
{
    // An interlocked addition does not detect contention; a compare-and-swap does, but takes 1.4 times as long, because it has to wait for
    // the value that it read. So one addition in 256 samples for contention, chosen by a hash of the total.
    private const ulong ProbeThreshold = ulong.MaxValue / 256;

    private long _integer;
    private double _fraction;
    private CounterCells? _cells;

    /// <summary>Adds to the integer.</summary>
    /// <param name="integer">The addend, small enough that the sum does not overflow.</param>
    /// <param name="contention">The contended writes to the instrument.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long integer, ref byte contention)
    {
        if (_cells is not { } cells)
        {
            if (MultiplicativeHash.Get(Interlocked.Add(ref _integer, integer)) < ProbeThreshold)
            {
                ProbeContention(ref contention);
            }

            return;
        }

        AddToCells(cells, integer);
    }

    /// <summary>Adds to the fraction.</summary>
    /// <param name="fraction">The addend.</param>
    /// <param name="contention">The contended writes to the instrument.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double fraction, ref byte contention)
    {
        if (_cells is not { } cells)
        {
            if (!AtomicDouble.TryAddUncontended(ref _fraction, fraction))
            {
                RecordContention(ref contention);
            }

            return;
        }

        AddToCells(cells, fraction);
    }

    /// <summary>Raises the total to a value, unless it is as great already.</summary>
    public void Raise(double value)
    {
        if (value > Read())
        {
            var cells = GetOrCreateCells();
            using (cells.Gate.EnterScope())
            {
                cells.Raise(value, ReadParts(cells));
            }
        }
    }

    /// <summary>Returns the total, which never decreases from one read to the next, even while other threads write.</summary>
    public readonly double Read()
    {
        // The cells before the numbers: if there are none, everything that was added before this read began is in the numbers.
        if (Volatile.Read(in _cells) is not { } cells)
        {
            return Volatile.Read(in _integer) + Volatile.Read(in _fraction);
        }

        using (cells.Gate.EnterScope())
        {
            return cells.Total(ReadParts(cells));
        }
    }

    /// <summary>Returns a number that changes when the total changes, even where a double is too coarse to show the change.</summary>
    public readonly long ReadChangeVersion()
    {
        if (Volatile.Read(in _cells) is not { } cells)
        {
            return VersionOf((Volatile.Read(in _integer), Volatile.Read(in _fraction)), raised: 0);
        }

        using (cells.Gate.EnterScope())
        {
            return VersionOf(ReadParts(cells), cells.RaisedValue);
        }
    }

    /// <summary>Does what is due once per scrape: resets the contention, and folds the cells that have been quiet for some
    /// scrapes.</summary>
    public readonly void Sweep(ref byte contention)
    {
        Contention.Reset(ref contention);
        if (Volatile.Read(in _cells) is { } cells)
        {
            cells.Sweep();
        }
    }

    // Changes of several parts cancel out only if they change the same bits.
    private static long VersionOf((long Integer, double Fraction) parts, double raised) =>
        parts.Integer ^ BitConverter.DoubleToInt64Bits(parts.Fraction) ^ BitConverter.DoubleToInt64Bits(raised);

    private readonly (long Integer, double Fraction) ReadParts(CounterCells cells) =>
        cells.ReadParts(Volatile.Read(in _integer), Volatile.Read(in _fraction));

    // Not inlined: a counter without cells does not need the frame for the address of the stack.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddToCells(CounterCells cells, long integer)
    {
        var page = StackPage.Current;
        if (!cells.TryFind(page, out var cell) || !cell.TryAdd(page, integer))
        {
            Interlocked.Add(ref _integer, integer);
            cells.OnUnowned(page);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddToCells(CounterCells cells, double fraction)
    {
        var page = StackPage.Current;
        if (!cells.TryFind(page, out var cell) || !cell.TryAdd(page, fraction))
        {
            AtomicDouble.Add(ref _fraction, fraction);
            cells.OnUnowned(page);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ProbeContention(ref byte contention)
    {
        // Whether another thread adds at this moment.
        var before = Volatile.Read(ref _integer);
        Thread.SpinWait(4);
        if (Volatile.Read(ref _integer) != before)
        {
            RecordContention(ref contention);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RecordContention(ref byte contention)
    {
        if (Contention.Record(ref contention))
        {
            try
            {
                GetOrCreateCells();
            }
            catch (OutOfMemoryException)
            {
                // The thread has added already, and can do without a cell.
            }
        }
    }

    [MemberNotNull(nameof(_cells))]
    private CounterCells GetOrCreateCells() => LazyInitializer.EnsureInitialized(ref _cells, static () => new CounterCells());
}
