using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>A total that only increases, striped under contention. It is two numbers at first; when threads contend for them often, it gets
/// padded cells, over which the threads are distributed.</summary>
internal struct StripedCounter
{
    // An interlocked addition does not detect contention; a compare-and-swap does, but takes 1.4 times as long, because it has to wait for
    // the value that it read. So one addition in 256 samples for contention, chosen by a multiplicative hash of the total.
    private const ulong ProbeThreshold = ulong.MaxValue / 256;
    private const ulong GoldenRatio = 0x9E3779B97F4A7C15;

    // Used until there are cells. After that, only a writer that read _cells before still adds to them.
    private long _integer;
    private double _fraction;

    // Copy-on-write: replaced by a larger array that begins with the same cells, so that no addition is lost.
    private PaddedCounter[]? _cells;
    private int _contention;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long integer)
    {
        if (_cells is { } cells)
        {
            AddToCell(cells, integer);
        }
        else if ((ulong)Interlocked.Add(ref _integer, integer) * GoldenRatio < ProbeThreshold)
        {
            ProbeContention();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double fraction)
    {
        if (_cells is { } cells)
        {
            AddToCell(cells, fraction);
        }
        else if (!AtomicDouble.TryAddUncontended(ref _fraction, fraction))
        {
            RecordContention();
        }
    }

    /// <summary>Raises the total to a value, unless it is as great already.</summary>
    public void Raise(double value)
    {
        if (value > Read())
        {
            var raised = GetOrCreateRaised();
            lock (raised.Gate)
            {
                var (integer, fraction) = ReadParts();
                raised.Raise(value, integer, fraction);
            }
        }
    }

    /// <summary>Returns the total. Each part only increases, and the parts are added in the same order each time, so the total never
    /// decreases from one read to the next, even while other threads write.</summary>
    public readonly double Read()
    {
        // The cells after the parts: if there are none, there was nothing else when the parts were read.
        var total = Volatile.Read(in _integer) + Volatile.Read(in _fraction);
        return Volatile.Read(in _cells) is { } cells ? ReadCells(cells[0]) : total;
    }

    /// <summary>Returns a number that changes when the total changes, even where a double is too coarse to show the change.</summary>
    public readonly long ReadChangeVersion()
    {
        // Changes of several parts cancel out only if they change the same bits.
        var (integer, fraction) = ReadParts();
        var raised = Volatile.Read(in _cells) is { } cells ? Volatile.Read(ref cells[0].Raised) : null;
        return integer ^ BitConverter.DoubleToInt64Bits(fraction) ^ BitConverter.DoubleToInt64Bits(raised?.Total ?? 0);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly double ReadCells(PaddedCounter first)
    {
        // Before the check, for the same reason as above.
        var (integer, fraction) = ReadParts();
        if (Volatile.Read(ref first.Raised) is not { } raised)
        {
            return integer + fraction;
        }

        lock (raised.Gate)
        {
            (integer, fraction) = ReadParts();
            return raised.Add(integer, fraction);
        }
    }

    private RaisedTotal GetOrCreateRaised()
    {
        var cells = Volatile.Read(ref _cells) ?? Interlocked.CompareExchange(ref _cells, [new PaddedCounter()], null) ?? _cells;
        return LazyInitializer.EnsureInitialized(ref cells[0].Raised, static () => new RaisedTotal());
    }

    private readonly (long Integer, double Fraction) ReadParts()
    {
        var integer = Volatile.Read(in _integer);
        var fraction = Volatile.Read(in _fraction);
        foreach (var cell in Volatile.Read(in _cells) ?? [])
        {
            integer += Volatile.Read(ref cell.Integer);
            fraction += Volatile.Read(ref cell.Fraction);
        }

        return (integer, fraction);
    }

    /// <summary>Resets the contention count: only contention between two scrapes counts.</summary>
    public void ResetContention()
    {
        // A write of the same value would still take the cache line from the writers, and a scrape resets every counter.
        if (_contention != 0)
        {
            _contention = 0;
        }
    }

    // Whether another thread adds to the same total at this moment.
    private static bool IsContended(ref long total)
    {
        var before = Volatile.Read(ref total);
        Thread.SpinWait(4);
        return Volatile.Read(ref total) != before;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddToCell(PaddedCounter[] cells, long integer)
    {
        ref var total = ref cells[StripeIndex.Current & (cells.Length - 1)].Integer;
        if ((ulong)Interlocked.Add(ref total, integer) * GoldenRatio < ProbeThreshold && IsContended(ref total))
        {
            Grow(cells);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddToCell(PaddedCounter[] cells, double fraction)
    {
        if (!AtomicDouble.TryAddUncontended(ref cells[StripeIndex.Current & (cells.Length - 1)].Fraction, fraction))
        {
            Grow(cells);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void ProbeContention()
    {
        if (IsContended(ref _integer))
        {
            RecordContention();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RecordContention()
    {
        // Not atomic: a lost increment only delays the striping.
        if (++_contention >= StripeIndex.ContentionThreshold)
        {
            Grow([]);
        }
    }

    private void Grow(PaddedCounter[] cells)
    {
        StripeIndex.Rehash();
        if (cells.Length < StripeIndex.MaxStripes)
        {
            var added = cells.Length == 0 ? 2 : cells.Length;
            PaddedCounter[] more = [.. cells, .. Enumerable.Range(0, added).Select(_ => new PaddedCounter())];
            Interlocked.CompareExchange(ref _cells, more, cells.Length == 0 ? null : cells);
        }
    }
}
