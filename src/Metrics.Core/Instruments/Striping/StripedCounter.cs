using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>A total that only grows. A quiet one is two numbers; when threads collide on it often, it spreads over cells, of which each thread
/// uses its own.</summary>
internal struct StripedCounter
{
    // An interlocked addition doesn't tell whether others add at the same time; a compare-and-swap would, but takes 1.4 times as long, because it has to
    // wait for what it read. So one addition in 256 looks around for a moment: those whose total, multiplied, falls below this.
    private const ulong ProbeThreshold = ulong.MaxValue / 256;
    private const ulong GoldenRatio = 0x9E3779B97F4A7C15;

    // The first place. Once there are cells, only a late writer still comes here.
    private long _integer;
    private double _fraction;

    // Replaced by a larger array of the same cells and new ones, so that nothing is lost in between.
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

    /// <summary>The total. Every part only grows, and parts are added up in the same order each time, so it never falls, whatever happens meanwhile.</summary>
    public readonly double Read()
    {
        var (whole, rest) = ReadParts();
        return whole + rest;
    }

    /// <summary>Another number for another total, also where a double no longer tells the totals apart.</summary>
    public readonly long ReadChangeVersion()
    {
        var (whole, rest) = ReadParts();
        return whole ^ BitConverter.DoubleToInt64Bits(rest);
    }

    private readonly (long Wholes, double Rests) ReadParts()
    {
        var whole = Volatile.Read(in _integer);
        var rest = Volatile.Read(in _fraction);
        foreach (var cell in Volatile.Read(in _cells) ?? [])
        {
            whole += Volatile.Read(ref cell.Integer);
            rest += Volatile.Read(ref cell.Fraction);
        }

        return (whole, rest);
    }

    /// <summary>Forgets the collisions so far: only those between two scrapes count.</summary>
    public void ResetContention() => _contention = 0;

    // Whether others add to the same total at this moment.
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
        // A lost count only makes it spread later.
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
            PaddedCounter[] more = [.. cells, .. Enumerable.Range(0, Math.Max(2, cells.Length)).Select(_ => new PaddedCounter())];
            Interlocked.CompareExchange(ref _cells, more, cells.Length == 0 ? null : cells);
        }
    }
}
