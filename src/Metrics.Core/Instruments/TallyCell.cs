namespace Metrics.Instruments;

/// <summary>One writer at a time, who never waits: it gets in or goes elsewhere. A reader copies and looks whether it was disturbed.</summary>
internal sealed class TallyCell
{
    private readonly long[] _counts;

    // Even: at rest. Odd: a writer is inside. A writer comes in by making it odd with a compare-and-swap and leaves by making it even
    // again, so a reader that finds the same even number before and after its copy has seen no half observation. The barriers keep
    // counts and sum between the two changes of the version for writers, and between its two reads for readers, on every processor.
    private int _version;

    // Set by a reader that was disturbed: writers stay out, and after those that are inside or on the threshold the cell is at rest.
    private volatile bool _closed;
    private double _sum;

    public TallyCell(int buckets) => _counts = new long[buckets];

    public bool TryAdd(int bucket, double value)
    {
        var version = Volatile.Read(ref _version);
        if ((version & 1) != 0 || _closed || Interlocked.CompareExchange(ref _version, version + 1, version) != version)
        {
            return false;
        }

        Volatile.WriteBarrier();
        _counts[bucket]++;
        _sum += value;
        Volatile.Write(ref _version, version + 2);
        return true;
    }

    public bool TryCopy(Span<long> counts, out double sum)
    {
        var version = Volatile.Read(ref _version);
        _counts.CopyTo(counts);
        sum = _sum;
        Volatile.ReadBarrier();
        return (version & 1) == 0 && Volatile.Read(ref _version) == version;
    }

    public void Close() => _closed = true;

    public void Open() => _closed = false;
}
