using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>A <see cref="HistogramCell"/> with native buckets.</summary>
internal readonly struct NativeCell : IAccumulatorCell<NativeCell, NativeObservation, NativeHistogramSnapshot>
{
    private readonly HistogramCell _cell;
    private readonly NativeBuckets _buckets;

    public NativeCell(int buckets, NativeLayout layout)
        : this(new HistogramCell(buckets), new NativeBuckets(layout))
    {
    }

    private NativeCell(HistogramCell cell, NativeBuckets buckets) => (_cell, _buckets) = (cell, buckets);

    public static NativeCell Absent { get; } = new(HistogramCell.Absent, new NativeBuckets(new NativeLayout(0, 0)));

    public SequenceLock Lock => _cell.Lock;

    public NativeCell CreateOwned(long page) => new(_cell.CreateOwned(page), _buckets.CreatePadded());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAdd(NativeObservation observation, out bool layoutChanged)
    {
        layoutChanged = false;
        if (!Lock.TryEnter(out var version))
        {
            return false;
        }

        layoutChanged = Count(observation, version);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAdd(long page, NativeObservation observation, out bool layoutChanged)
    {
        layoutChanged = false;
        if (!Lock.TryEnter(page, out var version))
        {
            return false;
        }

        layoutChanged = Count(observation, version);
        return true;
    }

    public bool TryAbsorb(NativeCell other, ref CompensatedSum remainder)
    {
        if (!Lock.TryEnterClosed(out var version))
        {
            return false;
        }

        try
        {
            _buckets.Absorb(other._buckets);
        }
        catch
        {
            // As below.
            Lock.Exit(version);
            throw;
        }

        other._buckets.Clear();
        _cell.Absorb(other._cell, version, ref remainder);
        return true;
    }

    public bool TryCopy(ref NativeHistogramSnapshot snapshot)
    {
        var version = Lock.BeginRead();
        _cell.CopyTo(ref snapshot.Histogram);
        _buckets.CopyTo(ref snapshot);
        return Lock.TryEndRead(version);
    }

    // Returns whether the observation populated a native bucket or moved the buckets to a later layout. Ends the write.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Count(NativeObservation observation, long version)
    {
        var layoutChanged = !_buckets.TryCount(observation.Layout, observation.Key) && AddToBuckets(observation, version);
        _cell.Count(observation.Bucket, observation.Value);
        Lock.Exit(version);
        return layoutChanged;
    }

    private bool AddToBuckets(NativeObservation observation, long version)
    {
        try
        {
            return _buckets.Add(observation.Layout, observation.Key);
        }
        catch
        {
            // Memory for a larger table is missing. The write ends without having counted anything, so that other threads can go on.
            Lock.Exit(version);
            throw;
        }
    }
}
