using System.Runtime.InteropServices;

namespace PrometheusMetrics.Instruments;

/// <summary>
/// The state of a window: the sketches as of the last compaction, and a buffer of the values since then. While it may have readers, only
/// appending, growing and sealing change it; a compaction creates a successor.
/// </summary>
/// <remarks>
/// <para>Writers append without a lock: they replace the first empty slot of the buffer by a compare-and-swap. So the values are always the
/// first slots, and a reader, who goes up to the first slot without a value, sees the buffer as it was at that moment.</para>
/// <para>A buffer is sealed before it is compacted: a NaN that no writer expects, in the first empty slot, stops all writers. An empty slot
/// contains a NaN too, another one each time that the state is used. A writer that was delayed while the state was replaced, emptied and
/// used again expects the NaN of an earlier use, so it appends nothing, wherever it was delayed.</para>
/// </remarks>
internal sealed class QuantileWindowState
{
    private const int Capacity = QuantileObjectives.ExactBelow;
    private const int FirstLength = 16;

    // The slots of a cache line, so that writers contend for the line of the hint less often than for the one that they write to.
    private const int HintInterval = 64 / sizeof(long);

    // The bits of NaNs: of an empty slot in the first use of a state, to which each use adds 1, and of the end of a sealed buffer.
    private const long FirstEmpty = 0x7FF8_0000_0000_0000;
    private const long Seal = -1;

    // The bits of doubles: values, then NaNs. Only a full array is replaced, by a larger one with the same values, so a writer that still
    // has the old one finds no empty slot.
    private long[] _slots = [];

    // The number of values at its last multiple of HintInterval. A delayed writer may set it to another number, so it is verified before
    // each use.
    private int _countHint;

    // The bits of an empty slot in the current use of this state. Changed when the state has been published, after everything else.
    private long _empty = FirstEmpty;

    // Oldest first, so the first that is still valid is the one to read. Each has all values since its first interval.
    private CkmsSketch[] _sketches = [];
    private int _sketchCount;

    private long _end;

    /// <summary>The time at which the rotation interval of the buffered values ends. It belongs to the interval.</summary>
    public long End => Volatile.Read(ref _end);

    /// <summary>Creates the state of a window without observations.</summary>
    /// <param name="end">The time at which the first interval ends.</param>
    /// <param name="intervals">The number of intervals for which a sketch is valid.</param>
    public static QuantileWindowState Empty(long end, int intervals)
    {
        var state = new QuantileWindowState { _end = end };
        state.NextSketch().Reset(intervals - 1);
        return state;
    }

    /// <summary>Appends a value to the buffer. Takes no lock.</summary>
    /// <param name="value">Any number, but not NaN.</param>
    /// <param name="elapsed">The current time.</param>
    /// <returns>False if the buffer is full or sealed, the interval is over, or the state is not in use.</returns>
    public bool TryAppend(double value, long elapsed)
    {
        // Read first: if the slot still contains this NaN in the end, then the state has been in the same use since then, so the end of
        // the interval was the right one too.
        var empty = Volatile.Read(ref _empty);
        return elapsed <= End && TryAppend(Volatile.Read(ref _slots), empty, BitConverter.DoubleToInt64Bits(value));
    }

    /// <summary>Replaces a full buffer by a larger one. For the owner of the lock.</summary>
    /// <returns>False if a compaction is necessary: the buffer is full and has its maximum length, or it is sealed.</returns>
    public bool TryMakeRoom()
    {
        var slots = _slots;
        var count = Count(slots);
        if (count < slots.Length)
        {
            // Another writer has made room, unless the buffer is sealed, because a compaction failed. It is also false if a value was
            // appended just now: then the compaction comes early.
            return Volatile.Read(ref slots[count]) == _empty;
        }

        if (slots.Length == Capacity)
        {
            return false;
        }

        var larger = new long[Math.Clamp(2 * slots.Length, FirstLength, Capacity)];
        slots.CopyTo(larger, 0);
        larger.AsSpan(slots.Length).Fill(_empty);
        Volatile.Write(ref _slots, larger);
        return true;
    }

    /// <summary>
    /// Makes this the successor of a state with a full buffer or at the end of its interval: moves the buffered values into the sketches,
    /// leaves out the sketches that are no longer valid, and adds a new one if a new interval has begun.
    /// </summary>
    /// <param name="previous">The previous state, which only gets sealed.</param>
    /// <param name="interval">The current interval, not before that of the previous state.</param>
    /// <param name="end">The time at which the current interval ends.</param>
    /// <param name="intervals">The number of intervals for which a sketch is valid.</param>
    /// <param name="objectives">The objectives.</param>
    public void CompactFrom(QuantileWindowState previous, long interval, long end, int intervals, QuantileObjectives objectives)
    {
        previous.TryAppend(previous._slots, previous._empty, Seal);
        Volatile.Write(ref _end, end);
        foreach (ref var slot in _slots.AsSpan())
        {
            Volatile.Write(ref slot, _empty + 1);
        }

        _sketchCount = 0;
        var added = previous.SortBuffered(stackalloc double[Capacity]);
        foreach (var sketch in previous._sketches.AsSpan(0, previous._sketchCount))
        {
            if (sketch.LastInterval >= interval)
            {
                NextSketch().SetToMerged(sketch, added, objectives);
            }
        }

        if (end > previous._end)
        {
            NextSketch().Reset(interval + intervals - 1);
        }
    }

    /// <summary>Permits writers to append. Called when the state is published: a reader would miss what is appended before.</summary>
    public void Open() => Volatile.Write(ref _empty, _empty + 1);

    /// <summary>Estimates every objective from the sketch that is valid in an interval; NaN if there is no such sketch or no
    /// value.</summary>
    /// <param name="interval">The interval. An earlier one than that of the state means that of the state.</param>
    /// <param name="objectives">The objectives.</param>
    /// <param name="values">Receives one value per objective.</param>
    public void Estimate(long interval, QuantileObjectives objectives, Span<double> values)
    {
        values.Fill(double.NaN);
        var sketches = _sketches.AsSpan(0, _sketchCount);
        while (!sketches.IsEmpty && sketches[0].LastInterval < interval)
        {
            sketches = sketches[1..];
        }

        if (sketches.IsEmpty)
        {
            return;
        }

        var added = SortBuffered(stackalloc double[Capacity]);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = sketches[0].ValueAt(objectives.TargetRank(i, sketches[0].Total + added.Length), added);
        }
    }

    private static bool IsValue(long bits) => !double.IsNaN(BitConverter.Int64BitsToDouble(bits));

    private bool TryAppend(long[] slots, long empty, long bits)
    {
        while (true)
        {
            var index = Count(slots);
            if (index == slots.Length)
            {
                return false;
            }

            var found = Interlocked.CompareExchange(ref slots[index], bits, empty);
            if (found == empty)
            {
                if ((index + 1) % HintInterval == 0)
                {
                    _countHint = index + 1;
                }

                return true;
            }

            if (!IsValue(found))
            {
                return false;
            }
        }
    }

    // All slots below a value contain values, so one look at the last slot is enough to verify the hint.
    private int Count(long[] slots)
    {
        var count = _countHint;
        if ((uint)(count - 1) >= (uint)slots.Length || !IsValue(Volatile.Read(ref slots[count - 1])))
        {
            count = 0;
        }

        while (count < slots.Length && IsValue(Volatile.Read(ref slots[count])))
        {
            count++;
        }

        return count;
    }

    private ReadOnlySpan<double> SortBuffered(Span<double> target)
    {
        var slots = Volatile.Read(ref _slots);
        var values = MemoryMarshal.Cast<long, double>(slots.AsSpan(0, Count(slots)));
        var sorted = target[..values.Length];
        RadixSort.Sort(values, sorted);
        return sorted;
    }

    private CkmsSketch NextSketch()
    {
        if (_sketchCount == _sketches.Length)
        {
            Array.Resize(ref _sketches, _sketchCount + 1);
        }

        return _sketches[_sketchCount++] ??= new CkmsSketch();
    }
}
