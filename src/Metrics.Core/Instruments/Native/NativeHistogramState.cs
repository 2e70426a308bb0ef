namespace PrometheusMetrics.Instruments;

/// <summary>Everything that a native histogram has counted since its creation or last reset. Like a <see cref="HistogramAccumulator"/>, but with native buckets.</summary>
internal sealed class NativeHistogramState
{
    private readonly long _firstWrite;
    private volatile NativeLayout _layout;
    private volatile NativeExemplarReservoir? _exemplars;
    private StripedAccumulator<NativeCell, NativeObservation, NativeHistogramSnapshot> _cells;

    /// <param name="buckets">How many classic buckets there are.</param>
    /// <param name="layout">How to count at first.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="firstWrite">Where <see cref="Writes"/> begins: beyond that of the tally before, so that it never comes again.</param>
    public NativeHistogramState(int buckets, NativeLayout layout, TimeProvider timeProvider, long firstWrite)
    {
        _firstWrite = firstWrite;
        _layout = layout;
        _cells = new(new NativeCell(buckets, layout));
        Created = timeProvider.GetUtcNow();
        Begin = timeProvider.GetTimestamp();
        PopulatedBuckets = new NativeBuckets(layout);
    }

    public DateTimeOffset Created { get; }

    /// <summary>Null until there is need of it.</summary>
    public NativeExemplarReservoir? Exemplars
    {
        get => _exemplars;
        set => _exemplars = value;
    }

    /// <summary>When it was created, as a timestamp of the clock.</summary>
    public long Begin { get; }

    /// <summary>Which native buckets are populated in any cell; its counts mean nothing. The owner's lock guards it.</summary>
    public NativeBuckets PopulatedBuckets { get; }

    /// <summary>How to count from now on. Cells move to a new layout when they are next written to, and readers move what they copy.</summary>
    public NativeLayout Layout
    {
        get => _layout;
        set => _layout = value;
    }

    /// <summary>A number that grows with every observation.</summary>
    public long Writes => _firstWrite + _cells.Writes;

    /// <summary>Adds one observation. One interlocked operation where no other writer is in the way; never waits for a reader.</summary>
    /// <returns>Whether a bucket was populated by it, or its cell has moved to a later layout.</returns>
    public bool Add(NativeObservation observation) => _cells.Add(observation);

    /// <summary>Adds up all observations so far; see <see cref="StripedAccumulator{TCell, TObservation, TSnapshot}.Read(ref TSnapshot)"/>.</summary>
    public void Read(ref NativeHistogramSnapshot snapshot) => _cells.Read(ref snapshot);
}
