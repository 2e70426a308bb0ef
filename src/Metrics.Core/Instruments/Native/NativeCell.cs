using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>A <see cref="TallyCell"/> with native buckets.</summary>
internal readonly struct NativeCell : ICell<NativeCell, NativeObservation, NativeReading>
{
    private readonly TallyCell _tally;
    private readonly NativeBuckets _buckets;

    public NativeCell(int buckets, NativeLayout layout)
        : this(new TallyCell(buckets), new NativeBuckets(layout))
    {
    }

    private NativeCell(TallyCell tally, NativeBuckets buckets) => (_tally, _buckets) = (tally, buckets);

    public long Writes => _tally.Writes;

    /// <param name="observation">What to count.</param>
    /// <param name="isNotable">Whether a native bucket was populated by it, or the buckets have moved to a later layout.</param>
    /// <returns>False if another writer is inside or a reader has closed the cell.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAdd(NativeObservation observation, out bool isNotable)
    {
        isNotable = false;
        if (!_tally.TryEnter(out var version))
        {
            return false;
        }

        if (!_buckets.TryCount(observation.Layout, observation.Key))
        {
            isNotable = AddToBuckets(observation, version);
        }

        _tally.Count(observation.Bucket, observation.Value);
        _tally.Leave(version);
        return true;
    }

    public bool TryCopy(ref NativeReading reading)
    {
        var version = _tally.BeginCopy();
        _tally.CopyTo(ref reading.Tally);
        _buckets.CopyTo(ref reading);
        return _tally.EndCopy(version);
    }

    public void Close() => _tally.Close();

    public void Open() => _tally.Open();

    public NativeCell CreateNeighbour() => new(_tally.CreateNeighbour(), _buckets.CreateNeighbour());

    private bool AddToBuckets(NativeObservation observation, long version)
    {
        try
        {
            return _buckets.Add(observation.Layout, observation.Key);
        }
        catch
        {
            // There is no memory for a larger table. Nobody else must suffer from it, so the cell is left as it was found.
            _tally.Leave(version);
            throw;
        }
    }
}
