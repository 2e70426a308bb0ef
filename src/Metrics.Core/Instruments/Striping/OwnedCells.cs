using System.Numerics;
using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>The cells of an instrument for which threads have contended: a hash table by the page of stack that owns them. A thread adds to
/// its own cell by plain writes, which no other thread's writes delay.</summary>
/// <remarks>
/// <para>A thread without a cell of its own adds to what the instrument has for all threads, and gets a cell after some such additions. A
/// cell to which no thread has added for some scrapes is folded into the instrument.</para>
/// <para>Writers never wait: cells are added and removed by a compare-and-swap of the whole table. Readers, and the sweep that folds cells,
/// exclude each other by <see cref="Gate"/>, so that no reader sees a cell in two places or in none.</para>
/// </remarks>
internal abstract class OwnedCells<TCell>
    where TCell : struct, IOwnedCell<TCell>
{
    // A thread that adds once in a while gets no cell before those that add all the time.
    private const int AdditionsPerCell = 64;

    // So that a thread keeps its cell if a second server scrapes at the same time, or while it waits for something.
    private const int QuietSweeps = 3;

    // Many more than the threads that run at once, because others wait or are preempted, and a thread has several pages.
    private static readonly int MaxCells = Math.Max(64, 16 * Environment.ProcessorCount);

    // For threads that would wait otherwise.
    private static readonly int MaxUrgentCells = 2 * MaxCells;

    private static readonly TCell[] Empty = [TCell.Absent];
    private static readonly TCell[] Frozen = [TCell.Absent];

    private readonly TCell _model;

    // Copy-on-write. A slot that is not used has the absent cell.
    private TCell[] _slots = Empty;
    private int _unowned;

    // Set when a claim found too many cells, so that writers without one leave the cache line of the table alone.
    private bool _isFull;

    /// <param name="model">The cell of which the cells are copies, but empty and with an owner.</param>
    protected OwnedCells(TCell model) => _model = model;

    /// <summary>The lock of readers, and of the sweep. Writers never take it.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The cells, with absent ones among them.</summary>
    public ReadOnlySpan<TCell> Slots => Volatile.Read(ref _slots);

    /// <summary>Whether there is any cell: a table of cells has more than one slot.</summary>
    protected bool HasCells => Slots.Length > 1;

    private bool IsFrozen => Volatile.Read(ref _slots) == Frozen;

    /// <summary>Finds the cell of a page, unless it is closed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFind(long page, out TCell cell)
    {
        var slots = _slots;
        var slot = FirstSlot(page) & (slots.Length - 1);
        cell = slots[slot];
        return cell.Lock.IsOwnedBy(page) || TryFindAfter(slots, slot, page, out cell);
    }

    /// <summary>Counts an addition of a thread that has no cell, and after some of them gives it one.</summary>
    public void OnUnowned(long page)
    {
        // Not atomic: a lost increment only delays the cell.
        if (!_isFull && ++_unowned >= AdditionsPerCell)
        {
            _unowned = 0;
            try
            {
                _isFull = !Has(page) && !TryClaim(page, MaxCells, out _) && !IsFrozen;
            }
            catch (OutOfMemoryException)
            {
                // The thread has added already, and can do without a cell.
            }
        }
    }

    /// <summary>Adds a cell for a page at once, even if there is one that a reader has closed.</summary>
    /// <returns>False if there are far too many cells, or none may be added at the moment.</returns>
    public bool TryClaim(long page, out TCell cell) => TryClaim(page, MaxUrgentCells, out cell);

    /// <summary>Folds the cells that have been quiet for some scrapes into the instrument.</summary>
    public void Sweep()
    {
        using (Gate.EnterScope())
        {
            if (CloseQuiet() is { } quiet)
            {
                Interlocked.MemoryBarrierProcessWide();
                quiet.RemoveAll(static cell => cell.Lock.IsHeld);
                quiet.ForEach(Fold);
                Remove(quiet);
            }
        }
    }

    /// <summary>Closes all cells until <see cref="Thaw"/>, and lets none be added. The caller holds the gate; writers add to what the
    /// instrument has for all threads.</summary>
    /// <returns>The cells, with absent ones among them.</returns>
    protected TCell[] Freeze()
    {
        var slots = Interlocked.Exchange(ref _slots, Frozen);
        foreach (var cell in slots)
        {
            if (cell.Lock.Exists)
            {
                cell.Lock.Close();
            }
        }

        return slots;
    }

    /// <summary>Waits until no writer is inside a frozen cell.</summary>
    protected static void AwaitWriters(TCell[] slots)
    {
        Interlocked.MemoryBarrierProcessWide();
        foreach (var cell in slots)
        {
            var spin = default(SpinWait);
            while (cell.Lock.IsHeld)
            {
                spin.SpinOnce();
            }
        }
    }

    /// <summary>Opens the cells again.</summary>
    protected void Thaw(TCell[] slots)
    {
        foreach (var cell in slots)
        {
            if (cell.Lock.Exists)
            {
                cell.Lock.Open(toAnyone: false);
            }
        }

        Volatile.Write(ref _slots, slots);
    }

    /// <summary>Whether the cells are still those of a span.</summary>
    protected bool AreUnchanged(ReadOnlySpan<TCell> slots) => Slots == slots;

    /// <summary>Moves what a cell has counted to the instrument. No thread adds to the cell any more.</summary>
    protected abstract void Fold(TCell cell);

    private static bool TryFindAfter(TCell[] slots, int slot, long page, out TCell cell)
    {
        while (true)
        {
            cell = slots[slot];
            if (cell.Lock.IsOwnedBy(page))
            {
                return true;
            }

            if (!cell.Lock.Exists)
            {
                return false;
            }

            slot = (slot + 1) & (slots.Length - 1);
        }
    }

    private static TCell[] CellsIn(TCell[] slots) => Array.FindAll(slots, static cell => cell.Lock.Exists);

    private static int CountCells(TCell[] slots)
    {
        var count = 0;
        foreach (var cell in slots)
        {
            count += cell.Lock.Exists ? 1 : 0;
        }

        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int FirstSlot(long page) => (int)(MultiplicativeHash.Get(page) >> 32);

    private bool TryClaim(long page, int limit, out TCell cell)
    {
        cell = TCell.Absent;
        while (true)
        {
            var slots = Volatile.Read(ref _slots);
            if (slots == Frozen || CountCells(slots) >= limit)
            {
                return false;
            }

            // The table is allocated after the cell: what is allocated right before a cell may be on its cache line.
            cell = cell.Lock.Exists ? cell : _model.CreateOwned(page);
            if (TryReplace(slots, [.. CellsIn(slots), cell]))
            {
                return true;
            }
        }
    }

    private List<TCell>? CloseQuiet()
    {
        List<TCell>? quiet = null;
        foreach (var cell in Slots)
        {
            // One is closed already if a writer was inside in the sweep before, or memory ran out.
            if (cell.Lock.Exists && (cell.Lock.IsClosed || cell.Lock.CountQuietSweeps() >= QuietSweeps))
            {
                cell.Lock.Close();
                (quiet ??= []).Add(cell);
            }
        }

        return quiet;
    }

    private bool Has(long page)
    {
        foreach (var cell in Slots)
        {
            if (cell.Lock.Page == page)
            {
                return true;
            }
        }

        return false;
    }

    private void Remove(List<TCell> removed)
    {
        TCell[] slots;
        do
        {
            slots = Volatile.Read(ref _slots);
        }
        while (!TryReplace(slots, Array.FindAll(CellsIn(slots), cell => !removed.Exists(one => one.Lock.IsThatOf(cell.Lock)))));

        _isFull = false;
    }

    private bool TryReplace(TCell[] slots, TCell[] cells) =>
        Interlocked.CompareExchange(ref _slots, Place(cells), slots) == slots;

    // At most a quarter of the slots is used, so most cells are in the first slot of their search, and every search ends.
    private static TCell[] Place(TCell[] cells)
    {
        if (cells.Length == 0)
        {
            return Empty;
        }

        var slots = new TCell[BitOperations.RoundUpToPowerOf2((uint)(4 * cells.Length))];
        Array.Fill(slots, TCell.Absent);
        foreach (var cell in cells)
        {
            var slot = FirstSlot(cell.Lock.Page);
            while (slots[slot & (slots.Length - 1)].Lock.Exists)
            {
                slot++;
            }

            slots[slot & (slots.Length - 1)] = cell;
        }

        return slots;
    }
}
