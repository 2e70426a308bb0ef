using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>Accumulates observations in stripes. A snapshot contains an observation completely or not at all.</summary>
/// <remarks>Each observation is in exactly one cell, so consistent copies of all cells add up to a consistent snapshot. An instrument has
/// one cell at first. It gets more when writers contend for it often, or when it stays in use for longer than a short spin, because a
/// reader has closed it or its writer was preempted.</remarks>
internal struct StripedAccumulator<TCell, TObservation, TSnapshot>
    where TCell : struct, IAccumulatorCell<TCell, TObservation, TSnapshot>
    where TSnapshot : ICellSnapshot, allows ref struct
{
    // Spins before a writer assumes that the owner of the first cell was preempted: several times the duration of an observation.
    private const int SpinLimit = 20;

    // Used until there are more cells. After that, only a writer that read _cells before still adds to it.
    private readonly TCell _first;

    // Copy-on-write: replaced by a larger array of the same cells and new ones.
    private TCell[]? _cells;
    private Lock? _closeGate;
    private int _contention;

    public StripedAccumulator(TCell first) => _first = first;

    /// <summary>A number that increases with every observation.</summary>
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

    /// <summary>Adds an observation: one interlocked operation without contention. Never waits for a reader.</summary>
    /// <returns>Whether the owner has to check the layout of its buckets.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Add(TObservation observation)
    {
        var cells = _cells;
        var cell = cells is null ? _first : cells[StripeIndex.Current & (cells.Length - 1)];
        return cell.TryAdd(observation, out var layoutChanged) ? layoutChanged : AddContended(observation);
    }

    /// <summary>Adds up all observations so far. A reader may wait for other readers and for a writer that was preempted in the middle
    /// of an observation, but it always finishes, even if writers never pause.</summary>
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
            // Readers exclude each other, so that at most one cell is closed to writers at any time.
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

        // Not atomic: a lost increment only delays the striping.
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

        // The array, which every writer reads, is allocated last: what is allocated right before a cell may be on its cache line.
        TCell[] more = [.. cells, .. added];
        Interlocked.CompareExchange(ref _cells, more, cells.Length == 0 ? null : cells);
    }
}
