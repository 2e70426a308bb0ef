using System.Buffers;
using System.Runtime.CompilerServices;

namespace Metrics.Instruments;

/// <summary>Counts in buckets and the sum of what was counted, such that a reader sees every observation whole or not at all.</summary>
/// <remarks>Observations live in cells. Each is in exactly one cell, so cells that were read whole add up to a whole. A quiet tally has one cell;
/// when writers meet in it often, or a reader is in it, they get cells of their own.</remarks>
internal struct Tally
{
    // So many meetings between two scrapes make a tally worth the memory of more cells; see CounterCells.
    private const int WorthSpreading = 16;

    // How often a writer looks again before it thinks that whoever is in the first cell was interrupted there: some times as long as an observation takes.
    private const int Patience = 20;

    // One more than there is need of is there always: the cell that a reader keeps to itself.
    private static readonly int MaxCells = 2 * Lane.MaxCells;

    private readonly int _buckets;

    // The first place. Once there are more cells, only a late writer still comes here.
    private readonly TallyCell _first;

    // Replaced by a larger array of the same cells and new ones.
    private TallyCell[]? _cells;
    private Lock? _closing;
    private int _meetings;

    public Tally(int buckets)
    {
        _buckets = buckets;
        _first = new TallyCell(buckets, padded: false);
    }

    /// <summary>A number that grows with every observation.</summary>
    public long Writes
    {
        get
        {
            var writes = _first.Writes;
            foreach (var cell in Volatile.Read(ref _cells) ?? [])
            {
                writes += cell.Writes;
            }

            return writes;
        }
    }

    /// <summary>Adds one observation. One interlocked operation where no other writer is in the way; never waits for a reader.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int bucket, double value)
    {
        if (_cells is not null || !_first.TryAdd(bucket, value))
        {
            AddElsewhere(bucket, value);
        }
    }

    /// <summary>Adds up all observations so far. A reader may wait for other readers and for a writer that was interrupted in the middle
    /// of an observation, but never for writers to fall silent.</summary>
    /// <returns>The sum; the counts are in <paramref name="counts"/>.</returns>
    public double Read(Span<long> counts)
    {
        _meetings = 0;
        var sum = Copy(_first, counts);
        if (Volatile.Read(ref _cells) is not { } cells)
        {
            return sum;
        }

        var rented = ArrayPool<long>.Shared.Rent(_buckets);
        var copied = rented.AsSpan(0, counts.Length);
        foreach (var cell in cells)
        {
            sum += Copy(cell, copied);
            for (var i = 0; i < counts.Length; i++)
            {
                counts[i] += copied[i];
            }
        }

        ArrayPool<long>.Shared.Return(rented);
        return sum;
    }

    private double Copy(TallyCell cell, Span<long> counts)
    {
        if (cell.TryCopy(counts, out var sum))
        {
            return sum;
        }

        // Readers take turns, so that at any time only one cell is closed to writers.
        lock (LazyInitializer.EnsureInitialized(ref _closing, static () => new Lock()))
        {
            cell.Close();
            var spin = default(SpinWait);
            while (!cell.TryCopy(counts, out sum))
            {
                spin.SpinOnce();
            }

            cell.Open();
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddElsewhere(int bucket, double value)
    {
        if (Volatile.Read(ref _cells) is null && TryAddPatiently(bucket, value))
        {
            return;
        }

        var spin = default(SpinWait);
        while (true)
        {
            var cells = Volatile.Read(ref _cells) ?? [];
            for (var i = 0; i < cells.Length; i++)
            {
                if (cells[(Lane.Current + i) & (cells.Length - 1)].TryAdd(bucket, value))
                {
                    if (i > 0)
                    {
                        Lane.Change();
                    }

                    return;
                }
            }

            if (cells.Length < MaxCells)
            {
                Grow(cells);
            }
            else
            {
                spin.SpinOnce();
            }
        }
    }

    private bool TryAddPatiently(int bucket, double value)
    {
        // A lost count only makes it spread later.
        if (++_meetings >= WorthSpreading)
        {
            return false;
        }

        for (var i = 0; i < Patience; i++)
        {
            Thread.SpinWait(1);
            if (_first.TryAdd(bucket, value))
            {
                return true;
            }
        }

        return false;
    }

    private void Grow(TallyCell[] cells)
    {
        Lane.Change();
        TallyCell[] more = [.. cells, .. new TallyCell[Math.Max(2, cells.Length)]];
        for (var i = cells.Length; i < more.Length; i++)
        {
            more[i] = new TallyCell(_buckets, padded: true);
        }

        Interlocked.CompareExchange(ref _cells, more, cells.Length == 0 ? null : cells);
    }
}
