using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>Observations, such that a reader sees each whole or not at all.</summary>
/// <remarks>Observations live in cells. Each is in exactly one cell, so cells that were read whole add up to a whole. A quiet instrument has one cell;
/// when writers meet in it often, or a reader is in it, they get cells of their own.</remarks>
internal struct CellGroup<TCell, TObservation, TReading>
    where TCell : struct, ICell<TCell, TObservation, TReading>
    where TReading : ICellReading, allows ref struct
{
    // How often a writer looks again before it thinks that whoever is in the first cell was interrupted there: some times as long as an observation takes.
    private const int Patience = 20;

    // The first place. Once there are more cells, only a late writer still comes here.
    private readonly TCell _first;

    // Replaced by a larger array of the same cells and new ones.
    private TCell[]? _cells;
    private Lock? _closing;
    private int _meetings;

    public CellGroup(TCell first) => _first = first;

    /// <summary>A number that grows with every observation.</summary>
    public readonly long Writes
    {
        get
        {
            var writes = _first.Writes;
            foreach (var cell in Volatile.Read(in _cells) ?? [])
            {
                writes += cell.Writes;
            }

            return writes;
        }
    }

    /// <summary>Adds one observation. One interlocked operation where no other writer is in the way; never waits for a reader.</summary>
    /// <returns>Whether the owner has to be told of it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Add(TObservation observation)
    {
        var cells = _cells;
        var cell = cells is null ? _first : cells[Lane.Current & (cells.Length - 1)];
        return cell.TryAdd(observation, out var isNotable) ? isNotable : AddElsewhere(observation);
    }

    /// <summary>Adds up all observations so far. A reader may wait for other readers and for a writer that was interrupted in the middle
    /// of an observation, but never for writers to fall silent.</summary>
    public void Read(ref TReading reading)
    {
        _meetings = 0;
        Read(_first, ref reading);
        foreach (var cell in Volatile.Read(ref _cells) ?? [])
        {
            Read(cell, ref reading);
        }
    }

    private void Read(TCell cell, ref TReading reading)
    {
        if (!cell.TryCopy(ref reading))
        {
            // Readers take turns, so that at any time only one cell is closed to writers.
            lock (LazyInitializer.EnsureInitialized(ref _closing, static () => new Lock()))
            {
                ReadClosed(cell, ref reading);
            }
        }

        reading.Accept();
    }

    private static void ReadClosed(TCell cell, ref TReading reading)
    {
        cell.Close();
        try
        {
            var spin = default(SpinWait);
            while (!cell.TryCopy(ref reading))
            {
                spin.SpinOnce();
            }
        }
        finally
        {
            cell.Open();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool AddElsewhere(TObservation observation)
    {
        if (Volatile.Read(ref _cells) is null && TryAddPatiently(observation, out var isNotable))
        {
            return isNotable;
        }

        var spin = default(SpinWait);
        while (true)
        {
            var cells = Volatile.Read(ref _cells) ?? [];
            for (var i = 0; i < cells.Length; i++)
            {
                if (cells[(Lane.Current + i) & (cells.Length - 1)].TryAdd(observation, out isNotable))
                {
                    if (i > 0)
                    {
                        Lane.Change();
                    }

                    return isNotable;
                }
            }

            if (cells.Length < Lane.MaxCells)
            {
                Grow(cells);
            }
            else
            {
                spin.SpinOnce();
            }
        }
    }

    private bool TryAddPatiently(TObservation observation, out bool isNotable)
    {
        isNotable = false;

        // A lost count only makes it spread later.
        if (++_meetings >= Lane.WorthSpreading)
        {
            return false;
        }

        for (var i = 0; i < Patience; i++)
        {
            Thread.SpinWait(1);
            if (_first.TryAdd(observation, out isNotable))
            {
                return true;
            }
        }

        return false;
    }

    private void Grow(TCell[] cells)
    {
        Lane.Change();
        var added = new TCell[Math.Max(2, cells.Length)];
        foreach (ref var cell in added.AsSpan())
        {
            cell = _first.CreateNeighbour();
        }

        // The array that everybody reads all the time comes last: what is allocated right before a cell may lie on its cache line.
        TCell[] more = [.. cells, .. added];
        Interlocked.CompareExchange(ref _cells, more, cells.Length == 0 ? null : cells);
    }
}
