using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>A total that only grows. A quiet one is two numbers; when threads collide on it often, it spreads over cells, of which each thread
/// uses its own.</summary>
internal struct CounterCells
{
    // An interlocked addition doesn't tell whether others add at the same time; a compare-and-swap would, but takes 1.4 times as long, because it has to
    // wait for what it read. So one addition in 256 looks around for a moment: those whose total, multiplied, falls below this.
    private const ulong LooksAround = ulong.MaxValue / 256;
    private const ulong Scatter = 0x9E3779B97F4A7C15;

    // The first place. Once there are cells, only a late writer still comes here.
    private long _whole;
    private double _rest;

    // Replaced by a larger array of the same cells and new ones, so that nothing is lost in between.
    private CounterCell[]? _cells;
    private int _collisions;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long whole)
    {
        if (_cells is { } cells)
        {
            AddToCell(cells, whole);
        }
        else if ((ulong)Interlocked.Add(ref _whole, whole) * Scatter < LooksAround)
        {
            LookAround();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(double rest)
    {
        if (_cells is { } cells)
        {
            AddToCell(cells, rest);
        }
        else if (!AtomicDouble.AddAlone(ref _rest, rest))
        {
            NoteCollision();
        }
    }

    /// <summary>The total. Every part only grows, and parts are added up in the same order each time, so it never falls, whatever happens meanwhile.</summary>
    public readonly double Read()
    {
        var (whole, rest) = ReadParts();
        return whole + rest;
    }

    /// <summary>Another number for another total, also where a double no longer tells the totals apart.</summary>
    public readonly long ReadStamp()
    {
        var (whole, rest) = ReadParts();
        return whole ^ BitConverter.DoubleToInt64Bits(rest);
    }

    private readonly (long Wholes, double Rests) ReadParts()
    {
        var whole = Volatile.Read(in _whole);
        var rest = Volatile.Read(in _rest);
        foreach (var cell in Volatile.Read(in _cells) ?? [])
        {
            whole += Volatile.Read(ref cell.Whole);
            rest += Volatile.Read(ref cell.Rest);
        }

        return (whole, rest);
    }

    /// <summary>Forgets the collisions so far: only those between two scrapes count.</summary>
    public void Calm() => _collisions = 0;

    // Whether others add to the same total at this moment.
    private static bool HasCompany(ref long total)
    {
        var before = Volatile.Read(ref total);
        Thread.SpinWait(4);
        return Volatile.Read(ref total) != before;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddToCell(CounterCell[] cells, long whole)
    {
        ref var total = ref cells[Lane.Current & (cells.Length - 1)].Whole;
        if ((ulong)Interlocked.Add(ref total, whole) * Scatter < LooksAround && HasCompany(ref total))
        {
            MakeRoom(cells);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddToCell(CounterCell[] cells, double rest)
    {
        if (!AtomicDouble.AddAlone(ref cells[Lane.Current & (cells.Length - 1)].Rest, rest))
        {
            MakeRoom(cells);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void LookAround()
    {
        if (HasCompany(ref _whole))
        {
            NoteCollision();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void NoteCollision()
    {
        // A lost count only makes it spread later.
        if (++_collisions >= Lane.WorthSpreading)
        {
            MakeRoom([]);
        }
    }

    private void MakeRoom(CounterCell[] cells)
    {
        Lane.Change();
        if (cells.Length < Lane.MaxCells)
        {
            CounterCell[] more = [.. cells, .. Enumerable.Range(0, Math.Max(2, cells.Length)).Select(_ => new CounterCell())];
            Interlocked.CompareExchange(ref _cells, more, cells.Length == 0 ? null : cells);
        }
    }
}
