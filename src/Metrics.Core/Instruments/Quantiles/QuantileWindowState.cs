namespace PrometheusMetrics.Instruments;

/// <summary>
/// The state of a window: the sketches as of the last compaction, and a buffer of the values since then. While it may have readers, only
/// <see cref="Append"/> changes it; a compaction creates a successor.
/// </summary>
internal sealed class QuantileWindowState
{
    private const int Capacity = QuantileObjectives.ExactBelow;

    // Values below the count never change. The count is written after the value, and the array after its copied values, both with release
    // semantics; a reader reads the count first and the array second, both with acquire semantics. So it sees all values below the count,
    // even if a larger array has replaced the array since.
    private double[] _buffer = [];
    private int _buffered;

    // Oldest first, so the first that is still valid is the one to read. Each has all values since its first interval.
    private CkmsSketch[] _sketches = [];
    private int _sketchCount;

    /// <summary>The rotation interval of the buffered values.</summary>
    public long Interval { get; private set; }

    /// <summary>Whether the buffer is full, so that a compaction is necessary before the next value.</summary>
    public bool IsFull => _buffered == Capacity;

    /// <summary>Creates the state of a window without observations.</summary>
    /// <param name="intervals">The number of intervals for which a sketch is valid.</param>
    public static QuantileWindowState Empty(int intervals)
    {
        var state = new QuantileWindowState();
        state.NextSketch().Reset(intervals - 1);
        return state;
    }

    /// <summary>Adds a value to the buffer, which must not be full.</summary>
    /// <param name="value">Any number.</param>
    public void Append(double value)
    {
        var buffer = _buffer;
        var count = _buffered;
        if (count == buffer.Length)
        {
            Array.Resize(ref buffer, Math.Clamp(2 * count, 16, Capacity));
            Volatile.Write(ref _buffer, buffer);
        }

        buffer[count] = value;
        Volatile.Write(ref _buffered, count + 1);
    }

    /// <summary>
    /// Makes this the successor of a state with a full buffer or at the end of its interval: moves the buffered values into the sketches,
    /// leaves out the sketches that are no longer valid, and adds a new one if a new interval has begun.
    /// </summary>
    /// <param name="previous">The previous state, which does not change.</param>
    /// <param name="interval">The current interval, not before that of the previous state.</param>
    /// <param name="intervals">The number of intervals for which a sketch is valid.</param>
    /// <param name="objectives">The objectives.</param>
    public void CompactFrom(QuantileWindowState previous, long interval, int intervals, QuantileObjectives objectives)
    {
        Interval = interval;
        _buffered = 0;
        _sketchCount = 0;
        var added = previous.SortBuffered(stackalloc double[Capacity]);
        foreach (var sketch in previous._sketches.AsSpan(0, previous._sketchCount))
        {
            if (sketch.LastInterval >= interval)
            {
                NextSketch().SetToMerged(sketch, added, objectives);
            }
        }

        if (interval > previous.Interval)
        {
            NextSketch().Reset(interval + intervals - 1);
        }
    }

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

    private ReadOnlySpan<double> SortBuffered(Span<double> target)
    {
        var count = Volatile.Read(ref _buffered);
        var sorted = target[..count];
        RadixSort.Sort(Volatile.Read(ref _buffer).AsSpan(0, count), sorted);
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
