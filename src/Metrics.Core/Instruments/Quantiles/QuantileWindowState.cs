namespace PrometheusMetrics.Instruments;

/// <summary>
/// What a window knows at one time: the streams as they were after the last flush, and the values that came since. While readers may see
/// it, only <see cref="Append"/> changes it; a flush makes a successor.
/// </summary>
internal sealed class QuantileWindowState
{
    private const int Capacity = QuantileObjectives.ExactBelow;

    // Values below the count never change. The count is written after the value, and the array after its copied values, each with
    // release; a reader takes the count first and the array second, each with acquire. So what he finds below his count is whole, even in
    // an array that has grown since.
    private double[] _buffer = [];
    private int _buffered;

    // Oldest first, so the first that still serves is the one to read. Each has all values since its first interval.
    private CkmsSketch[] _sketches = [];
    private int _sketchCount;

    /// <summary>The rotation interval to which the buffered values belong.</summary>
    public long Interval { get; private set; }

    /// <summary>Whether the next value needs a flush.</summary>
    public bool IsFull => _buffered == Capacity;

    /// <summary>The state of a window that has seen nothing.</summary>
    /// <param name="intervals">For how many intervals a stream serves.</param>
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
    /// Makes this the state that follows a full buffer or the end of an interval: the same values, now in the streams, without the streams
    /// that have served their time, and with a new one if an interval has begun.
    /// </summary>
    /// <param name="previous">The state so far, which stays as it is.</param>
    /// <param name="interval">The interval that it is now, not before the previous state's.</param>
    /// <param name="intervals">For how many intervals a stream serves.</param>
    /// <param name="objectives">The objectives.</param>
    public void CompactFrom(QuantileWindowState previous, long interval, int intervals, QuantileObjectives objectives)
    {
        Interval = interval;
        _buffered = 0;
        _sketchCount = 0;
        var added = previous.SortBuffered(stackalloc double[Capacity]);
        foreach (var stream in previous._sketches.AsSpan(0, previous._sketchCount))
        {
            if (stream.LastInterval >= interval)
            {
                NextSketch().SetToMerged(stream, added, objectives);
            }
        }

        if (interval > previous.Interval)
        {
            NextSketch().Reset(interval + intervals - 1);
        }
    }

    /// <summary>Estimates every objective from the stream that serves in an interval; NaN if none does or nothing was observed.</summary>
    /// <param name="interval">The interval. One before the state's own reads as the state's own.</param>
    /// <param name="objectives">The objectives.</param>
    /// <param name="values">One place per objective.</param>
    public void Estimate(long interval, QuantileObjectives objectives, Span<double> values)
    {
        values.Fill(double.NaN);
        var streams = _sketches.AsSpan(0, _sketchCount);
        while (!streams.IsEmpty && streams[0].LastInterval < interval)
        {
            streams = streams[1..];
        }

        if (streams.IsEmpty)
        {
            return;
        }

        var added = SortBuffered(stackalloc double[Capacity]);
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = streams[0].ValueAt(objectives.TargetRank(i, streams[0].Total + added.Length), added);
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
