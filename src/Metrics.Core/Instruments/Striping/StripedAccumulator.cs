using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>Observations, such that a reader sees each whole or not at all.</summary>
/// <remarks>Observations live in cells. Each is in exactly one cell, so cells that were read whole add up to a whole. A quiet instrument has one cell;
/// when writers meet in it often, or a reader is in it, they get cells of their own.</remarks>
internal struct StripedAccumulator<TCell, TObservation, TSnapshot>
    where TCell : struct, IAccumulatorCell<TCell, TObservation, TSnapshot>
    where TSnapshot : ICellSnapshot, allows ref struct
{
    // How often a writer looks again before it thinks that whoever is in the first cell was interrupted there: some times as long as an observation takes.
    private const int SpinLimit = 20;

    // The first place. Once there are more cells, only a late writer still comes here.
    private readonly TCell _first;

    // Replaced by a larger array of the same cells and new ones.
    private TCell[]? _cells;
    private Lock? _closeGate;
    private int _contention;

    public StripedAccumulator(TCell first) => _first = first;

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
        var cell = cells is null ? _first : cells[StripeIndex.Current & (cells.Length - 1)];
        return cell.TryAdd(observation, out var layoutChanged) ? layoutChanged : AddContended(observation);
    }

    /// <summary>Adds up all observations so far. A reader may wait for other readers and for a writer that was interrupted in the middle
    /// of an observation, but never for writers to fall silent.</summary>
    public void Read(ref TSnapshot snapshot)
    {
        _contention = 0;
        Read(_first, ref snapshot);
        foreach (var cell in Volatile.Read(ref _cells) ?? [])
        {
            Read(cell, ref snapshot);
        }
    }

    private void Read(TCell cell, ref TSnapshot snapshot)
    {
        if (!cell.TryCopy(ref snapshot))
        {
            // Readers take turns, so that at any time only one cell is closed to writers.
            lock (LazyInitializer.EnsureInitialized(ref _closeGate, static () => new Lock()))
            {
                ReadClosed(cell, ref snapshot);
            }
        }

        snapshot.Commit();
    }

    private static void ReadClosed(TCell cell, ref TSnapshot snapshot)
    {
        cell.Close();
        try
        {
            var spin = default(SpinWait);
            while (!cell.TryCopy(ref snapshot))
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
    private bool AddContended(TObservation observation)
    {
        if (Volatile.Read(ref _cells) is null && TryAddSpinning(observation, out var layoutChanged))
        {
            return layoutChanged;
        }

        var spin = default(SpinWait);
        while (true)
        {
            var cells = Volatile.Read(ref _cells) ?? [];
            for (var i = 0; i < cells.Length; i++)
            {
                if (cells[(StripeIndex.Current + i) & (cells.Length - 1)].TryAdd(observation, out layoutChanged))
                {
                    if (i > 0)
                    {
                        StripeIndex.Rehash();
                    }

                    return layoutChanged;
                }
            }

            if (cells.Length < StripeIndex.MaxStripes)
            {
                Grow(cells);
            }
            else
            {
                spin.SpinOnce();
            }
        }
    }

    private bool TryAddSpinning(TObservation observation, out bool layoutChanged)
    {
        layoutChanged = false;

        // A lost count only makes it spread later.
        if (++_contention >= StripeIndex.ContentionThreshold)
        {
            return false;
        }

        for (var i = 0; i < SpinLimit; i++)
        {
            Thread.SpinWait(1);
            if (_first.TryAdd(observation, out layoutChanged))
            {
                return true;
            }
        }

        return false;
    }

    private void Grow(TCell[] cells)
    {
        StripeIndex.Rehash();
        var added = new TCell[Math.Max(2, cells.Length)];
        foreach (ref var cell in added.AsSpan())
        {
            cell = _first.CreatePadded();
        }

        // The array that everybody reads all the time comes last: what is allocated right before a cell may lie on its cache line.
        TCell[] more = [.. cells, .. added];
        Interlocked.CompareExchange(ref _cells, more, cells.Length == 0 ? null : cells);
    }
}
