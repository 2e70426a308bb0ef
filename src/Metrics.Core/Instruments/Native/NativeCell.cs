namespace Metrics.Instruments;

/// <summary>One writer at a time, who never waits: it gets in or goes elsewhere. A reader copies and looks whether it was disturbed. Like a
/// <see cref="TallyCell"/>, but with native buckets.</summary>
internal sealed class NativeCell
{
    private readonly long[] _counts;
    private readonly NativeBuckets _buckets;

    // As in a TallyCell: even at rest, odd while a writer is inside.
    private int _version;
    private volatile bool _closed;
    private double _sum;

    public NativeCell(int buckets, NativeLayout layout) => (_counts, _buckets) = (new long[buckets], new NativeBuckets(layout));

    /// <param name="observation">What to count.</param>
    /// <param name="isNew">Whether a native bucket was populated by it, or the buckets have moved to a later layout.</param>
    /// <returns>False if another writer is inside or a reader has closed the cell.</returns>
    public bool TryAdd(in NativeObservation observation, out bool isNew)
    {
        isNew = false;
        var version = Volatile.Read(ref _version);
        if ((version & 1) != 0 || _closed || Interlocked.CompareExchange(ref _version, version + 1, version) != version)
        {
            return false;
        }

        Volatile.WriteBarrier();
        if (!_buckets.TryCount(observation.Layout, observation.Key))
        {
            isNew = AddToBuckets(observation, version);
        }

        _counts[observation.Bucket]++;
        _sum += observation.Value;
        Volatile.Write(ref _version, version + 2);
        return true;
    }

    public bool TryCopy(scoped Span<long> counts, ref NativeReading reading, out double sum)
    {
        var version = Volatile.Read(ref _version);
        _counts.CopyTo(counts);
        _buckets.CopyTo(ref reading);
        sum = _sum;
        Volatile.ReadBarrier();
        return (version & 1) == 0 && Volatile.Read(ref _version) == version;
    }

    public void Close() => _closed = true;

    public void Open() => _closed = false;

    private bool AddToBuckets(in NativeObservation observation, int version)
    {
        try
        {
            return _buckets.Add(observation.Layout, observation.Key);
        }
        catch
        {
            // There is no memory for a larger table. Nobody else must suffer from it, so the cell is left as it was found.
            Volatile.Write(ref _version, version + 2);
            throw;
        }
    }
}
