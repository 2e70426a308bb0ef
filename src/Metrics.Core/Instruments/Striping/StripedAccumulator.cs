using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>Accumulates observations in cells. A snapshot contains an observation completely or not at all.</summary>
/// <remarks>Each observation is in exactly one cell, so consistent copies of all cells add up to a consistent snapshot. An instrument has
/// one cell at first, which all threads use. It gets <see cref="AccumulatorCells{TCell, TObservation, TSnapshot}"/> when writers contend
/// for it often, or when it stays in use for longer than a short spin, because a reader has closed it or its writer was
/// preempted.</remarks>
internal struct StripedAccumulator<TCell, TObservation, TSnapshot>
    where TCell : struct, IAccumulatorCell<TCell, TObservation, TSnapshot>
    where TSnapshot : ICellSnapshot, allows ref struct
{
    // Spins before a writer assumes that the owner of the first cell was preempted: several times the duration of an observation.
    private const int SpinLimit = 20;

    private readonly TCell _first;
    private AccumulatorCells<TCell, TObservation, TSnapshot>? _cells;

    public StripedAccumulator(TCell first) => _first = first;

    /// <summary>A number that increases with every observation.</summary>
    public readonly long Writes
    {
        get
        {
            if (Volatile.Read(in _cells) is not { } cells)
            {
                return _first.Lock.Writes;
            }

            using (cells.Gate.EnterScope())
            {
                var writes = _first.Lock.Writes;
                foreach (var cell in cells.Slots)
                {
                    writes += cell.Lock.Writes;
                }

                return writes;
            }
        }
    }

    /// <summary>A number not less than <see cref="Writes"/>, for a writer, who must not wait for a reader.</summary>
    public readonly long MaxWrites
    {
        get
        {
            // The first cell last: what is folded into it in between is counted twice, and not missed.
            var writes = 0L;
            foreach (var cell in Volatile.Read(in _cells) is { } cells ? cells.Slots : [])
            {
                writes += cell.Lock.Writes;
            }

            return writes + _first.Lock.Writes;
        }
    }

    /// <summary>Adds an observation: at most one interlocked operation, unless there is contention. Never waits for a reader.</summary>
    /// <param name="observation">The observation.</param>
    /// <param name="contention">The contended writes to the instrument.</param>
    /// <returns>Whether the owner has to check the layout of its buckets.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Add(TObservation observation, ref byte contention)
    {
        bool layoutChanged;
        if (_cells is not { } cells)
        {
            return _first.TryAdd(observation, out layoutChanged) ? layoutChanged : AddContended(observation, ref contention);
        }

        var page = StackPage.Current;
        return cells.TryFind(page, out var cell) && cell.TryAdd(page, observation, out layoutChanged)
            ? layoutChanged
            : AddUnowned(cells, page, observation);
    }

    /// <summary>Adds up all observations so far. A reader may wait for other readers and for a writer that was preempted in the middle
    /// of an observation, but it always finishes, even if writers never pause.</summary>
    public void Read(ref TSnapshot snapshot)
    {
        // The cells before the first one: if there are none, everything that was observed before this read began is in the first one.
        if (Volatile.Read(ref _cells) is null && _first.TryCopy(ref snapshot))
        {
            snapshot.Commit();
            return;
        }

        var cells = GetOrCreateCells();
        using (cells.Gate.EnterScope())
        {
            // Read before the first one: a cell that is added afterwards has nothing from before this read.
            var slots = cells.Slots;
            Read(_first, ref snapshot, isShared: true);
            foreach (var cell in slots)
            {
                if (cell.Lock.Exists)
                {
                    Read(cell, ref snapshot, isShared: false);
                }
            }

            snapshot.AddToSum(cells.Remainder);
        }
    }

    /// <summary>Does what is due once per scrape: resets the contention, and folds the cells that have been quiet for some
    /// scrapes.</summary>
    /// <param name="contention">The contended writes to the instrument.</param>
    public readonly void Sweep(ref byte contention)
    {
        Contention.Reset(ref contention);
        if (Volatile.Read(in _cells) is { } cells)
        {
            cells.Sweep();
        }
    }

    // Readers exclude each other, so they close one cell at a time.
    private static void Read(TCell cell, ref TSnapshot snapshot, bool isShared)
    {
        if (!cell.TryCopy(ref snapshot))
        {
            cell.Lock.Close();
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
                cell.Lock.Open(toAnyone: isShared);
            }
        }

        snapshot.Commit();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool AddContended(TObservation observation, ref byte contention)
    {
        if (!Contention.Record(ref contention))
        {
            for (var i = 0; i < SpinLimit; i++)
            {
                Thread.SpinWait(1);
                if (_first.TryAdd(observation, out var layoutChanged))
                {
                    return layoutChanged;
                }
            }
        }

        return AddUnowned(GetOrCreateCells(), StackPage.Current, observation);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly bool AddUnowned(
        AccumulatorCells<TCell, TObservation, TSnapshot> cells, long page, TObservation observation)
    {
        var spin = default(SpinWait);
        while (true)
        {
            if (_first.TryAdd(observation, out var layoutChanged))
            {
                cells.OnUnowned(page);
                return layoutChanged;
            }

            // The first cell is in use, or a reader has closed it. That reader has then opened the one of the page, if there is one.
            if ((cells.TryFind(page, out var cell) || cells.TryClaim(page, out cell)) && cell.TryAdd(page, observation, out layoutChanged))
            {
                return layoutChanged;
            }

            spin.SpinOnce();
        }
    }

    private AccumulatorCells<TCell, TObservation, TSnapshot> GetOrCreateCells() => Volatile.Read(ref _cells) ?? CreateCells();

    private AccumulatorCells<TCell, TObservation, TSnapshot> CreateCells()
    {
        var first = _first;
        return LazyInitializer.EnsureInitialized(ref _cells, () => new AccumulatorCells<TCell, TObservation, TSnapshot>(first));
    }
}
