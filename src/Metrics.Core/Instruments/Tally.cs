using System.Buffers;
using System.Numerics;

namespace Metrics.Instruments;

/// <summary>Counts in buckets and the sum of what was counted, such that a reader sees every observation whole or not at all.</summary>
/// <remarks>Observations live in cells. Each is in exactly one cell, so cells that were read whole add up to a whole. A quiet tally has one cell;
/// writers that meet make more and then keep out of each other's way.</remarks>
internal sealed class Tally
{
    // More than there are processors, so that a cell that a reader keeps to itself leaves one for every thread that runs. A power of two.
    private static readonly int MaxCells = (int)BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount + 1);

    // Where this thread looks first. A hint only, spread over threads when they first meet; no result depends on it.
    [ThreadStatic]
    private static int _home;
    private static int _lastHome;

    private readonly int _buckets;
    private TallyCell[] _cells;

    public Tally(int buckets)
    {
        _buckets = buckets;
        _cells = [new TallyCell(buckets)];
    }

    /// <summary>Adds one observation. One interlocked operation where no other writer is in the way; never waits for a reader.</summary>
    public void Add(int bucket, double value)
    {
        var cells = Volatile.Read(ref _cells);
        if (!cells[_home & (cells.Length - 1)].TryAdd(bucket, value))
        {
            AddElsewhere(bucket, value);
        }
    }

    /// <summary>Adds up all observations so far. A reader may wait for other readers and for a writer that was interrupted in the middle
    /// of an observation, but never for writers to fall silent.</summary>
    /// <returns>The sum; the counts are in <paramref name="counts"/>.</returns>
    public double Read(Span<long> counts)
    {
        var cells = Volatile.Read(ref _cells);
        counts.Clear();
        var sum = 0.0;
        var copy = ArrayPool<long>.Shared.Rent(_buckets);
        var copied = copy.AsSpan(0, _buckets);
        foreach (var cell in cells)
        {
            sum += Copy(cell, copied, gate: cells[0]);
            for (var i = 0; i < counts.Length; i++)
            {
                counts[i] += copied[i];
            }
        }

        ArrayPool<long>.Shared.Return(copy);
        return sum;
    }

    private static double Copy(TallyCell cell, Span<long> counts, object gate)
    {
        if (cell.TryCopy(counts, out var sum))
        {
            return sum;
        }

        // Readers take turns, so that at any time only one cell is closed to writers.
        lock (gate)
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

    private void AddElsewhere(int bucket, double value)
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
                if (cells[(_home + i) & (cells.Length - 1)].TryAdd(bucket, value))
                {
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

    private void Grow(TallyCell[] cells)
    {
        var more = new TallyCell[cells.Length * 2];
        cells.CopyTo(more, 0);
        for (var i = cells.Length; i < more.Length; i++)
        {
            more[i] = new TallyCell(_buckets);
        }

        Interlocked.CompareExchange(ref _cells, more, cells);
    }
}
