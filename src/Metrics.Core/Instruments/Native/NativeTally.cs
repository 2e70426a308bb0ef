using System.Buffers;
using System.Numerics;

namespace Metrics.Instruments;

/// <summary>Everything that a native histogram has counted since its creation or last reset. Like a <see cref="Tally"/>, but with native buckets.</summary>
internal sealed class NativeTally
{
    // More than there are processors, so that a cell that a reader keeps to itself leaves one for every thread that runs. A power of two.
    private static readonly int MaxCells = (int)BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount + 1);

    // Where this thread looks first. A hint only, spread over threads when they first meet; no result depends on it.
    [ThreadStatic]
    private static int _home;
    private static int _lastHome;

    private readonly int _buckets;
    private volatile NativeLayout _layout;
    private NativeCell[] _cells;

    public NativeTally(int buckets, NativeLayout layout, TimeProvider clock)
    {
        _buckets = buckets;
        _layout = layout;
        _cells = [new NativeCell(buckets, layout)];
        Created = clock.GetUtcNow();
        Begin = clock.GetTimestamp();
        Census = new NativeBuckets(layout);
    }

    public DateTimeOffset Created { get; }

    /// <summary>When it was created, as a timestamp of the clock.</summary>
    public long Begin { get; }

    /// <summary>Which native buckets are populated in any cell; its counts mean nothing. The owner's lock guards it.</summary>
    public NativeBuckets Census { get; }

    /// <summary>How to count from now on. Cells move to a new layout when they are next written to, and readers move what they copy.</summary>
    public NativeLayout Layout
    {
        get => _layout;
        set => _layout = value;
    }

    /// <summary>Adds one observation. One interlocked operation where no other writer is in the way; never waits for a reader.</summary>
    /// <returns>Whether a bucket was populated by it, or its cell has moved to a later layout.</returns>
    public bool Add(in NativeObservation observation)
    {
        var cells = Volatile.Read(ref _cells);
        return cells[_home & (cells.Length - 1)].TryAdd(observation, out var isNew) ? isNew : AddElsewhere(observation);
    }

    /// <summary>Adds up all observations so far. A reader may wait for other readers and for a writer that was interrupted in the middle
    /// of an observation, but never for writers to fall silent.</summary>
    /// <returns>The sum; the counts are in <paramref name="counts"/>, the native buckets in <paramref name="reading"/>.</returns>
    public double Read(scoped Span<long> counts, ref NativeReading reading)
    {
        var cells = Volatile.Read(ref _cells);
        counts.Clear();
        var sum = 0.0;
        var copy = ArrayPool<long>.Shared.Rent(_buckets);
        var copied = copy.AsSpan(0, _buckets);
        foreach (var cell in cells)
        {
            sum += Copy(cell, copied, ref reading, gate: cells[0]);
            reading.Accept();
            for (var i = 0; i < counts.Length; i++)
            {
                counts[i] += copied[i];
            }
        }

        ArrayPool<long>.Shared.Return(copy);
        return sum;
    }

    private static double Copy(NativeCell cell, scoped Span<long> counts, ref NativeReading reading, object gate)
    {
        if (cell.TryCopy(counts, ref reading, out var sum))
        {
            return sum;
        }

        // Readers take turns, so that at any time only one cell is closed to writers.
        lock (gate)
        {
            cell.Close();
            try
            {
                var spin = default(SpinWait);
                while (!cell.TryCopy(counts, ref reading, out sum))
                {
                    spin.SpinOnce();
                }
            }
            finally
            {
                cell.Open();
            }
        }

        return sum;
    }

    private bool AddElsewhere(in NativeObservation observation)
    {
        if (_home == 0)
        {
            _home = Interlocked.Increment(ref _lastHome);
        }

        var spin = default(SpinWait);
        while (true)
        {
            var cells = Volatile.Read(ref _cells);
            for (var i = 0; i < cells.Length; i++)
            {
                if (cells[(_home + i) & (cells.Length - 1)].TryAdd(observation, out var isNew))
                {
                    return isNew;
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

    private void Grow(NativeCell[] cells)
    {
        var more = new NativeCell[cells.Length * 2];
        cells.CopyTo(more, 0);
        for (var i = cells.Length; i < more.Length; i++)
        {
            more[i] = new NativeCell(_buckets, Layout);
        }

        Interlocked.CompareExchange(ref _cells, more, cells);
    }
}
