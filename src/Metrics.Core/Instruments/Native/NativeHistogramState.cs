namespace PrometheusMetrics.Instruments;

/// <summary>The observations of a native histogram since its creation or last reset: a <see cref="HistogramAccumulator"/> with native
/// buckets.</summary>
internal sealed class NativeHistogramState
{
    private readonly long _firstWrite;
    private volatile NativeLayout _layout;
    private volatile NativeExemplarReservoir? _exemplars;
    private StripedAccumulator<NativeCell, NativeObservation, NativeHistogramSnapshot> _cells;

    /// <param name="buckets">The number of classic buckets.</param>
    /// <param name="layout">The initial layout.</param>
    /// <param name="timeProvider">The time provider.</param>
    /// <param name="firstWrite">The initial value of <see cref="Writes"/>: greater than that of the previous state, so that no value
    /// repeats.</param>
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

    /// <summary>The exemplars; null until they are needed.</summary>
    public NativeExemplarReservoir? Exemplars
    {
        get => _exemplars;
        set => _exemplars = value;
    }

    /// <summary>The time of creation, as a timestamp of the time provider.</summary>
    public long Begin { get; }

    /// <summary>The native buckets that are populated in any cell; their counts have no meaning. Guarded by the owner's lock.</summary>
    public NativeBuckets PopulatedBuckets { get; }

    /// <summary>The layout for new observations. A cell moves to a new layout at its next write, and a reader moves its copies.</summary>
    public NativeLayout Layout
    {
        get => _layout;
        set => _layout = value;
    }

    /// <summary>A number that increases with every observation.</summary>
    public long Writes => _firstWrite + _cells.Writes;

    /// <inheritdoc cref="StripedAccumulator{TCell, TObservation, TSnapshot}.MaxWrites"/>
    public long MaxWrites => _firstWrite + _cells.MaxWrites;

    /// <summary>Adds an observation: at most one interlocked operation, unless there is contention. Never waits for a reader.</summary>
    /// <param name="observation">The observation.</param>
    /// <param name="contention">The contended writes to the instrument.</param>
    /// <returns>Whether the observation populated a bucket or moved its cell to a later layout.</returns>
    public bool Add(NativeObservation observation, ref byte contention) => _cells.Add(observation, ref contention);

    /// <inheritdoc cref="StripedAccumulator{TCell, TObservation, TSnapshot}.Sweep"/>
    public void Sweep(ref byte contention) => _cells.Sweep(ref contention);

    /// <summary>Adds up all observations so far; see
    /// <see cref="StripedAccumulator{TCell, TObservation, TSnapshot}.Read(ref TSnapshot)"/>.</summary>
    public void Read(ref NativeHistogramSnapshot snapshot) => _cells.Read(ref snapshot);
}
