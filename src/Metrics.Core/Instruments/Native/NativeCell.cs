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

    public long Writes => _cell.Writes;

    /// <summary>Adds an observation, unless the cell is in use.</summary>
    /// <param name="observation">The observation.</param>
    /// <param name="layoutChanged">Whether the observation populated a native bucket or moved the buckets to a later layout.</param>
    /// <returns>False if another writer is inside or a reader has closed the cell.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAdd(NativeObservation observation, out bool layoutChanged)
    {
        layoutChanged = false;
        if (!_cell.TryBeginWrite(out var version))
        {
            return false;
        }

        if (!_buckets.TryCount(observation.Layout, observation.Key))
        {
            layoutChanged = AddToBuckets(observation, version);
        }

        _cell.Count(observation.Bucket, observation.Value);
        _cell.EndWrite(version);
        return true;
    }

    public bool TryCopy(ref NativeHistogramSnapshot snapshot)
    {
        var version = _cell.BeginRead();
        _cell.CopyTo(ref snapshot.Histogram);
        _buckets.CopyTo(ref snapshot);
        return _cell.TryEndRead(version);
    }

    public void Close() => _cell.Close();

    public void Open() => _cell.Open();

    public NativeCell CreatePadded() => new(_cell.CreatePadded(), _buckets.CreatePadded());

    private bool AddToBuckets(NativeObservation observation, long version)
    {
        try
        {
            return _buckets.Add(observation.Layout, observation.Key);
        }
        catch
        {
            // Memory for a larger table is missing. The write ends without having counted anything, so that other threads can go on.
            _cell.EndWrite(version);
            throw;
        }
    }
}
