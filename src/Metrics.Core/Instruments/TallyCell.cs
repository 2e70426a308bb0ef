using System.Runtime.CompilerServices;

namespace Metrics.Instruments;

/// <summary>Counts and a sum that one writer at a time changes, who never waits: it gets in or goes elsewhere. A reader copies and looks whether it was
/// disturbed.</summary>
/// <remarks>All of it is one array, so that an observation touches one object and, for the usual histograms, two or three cache lines.</remarks>
internal readonly struct TallyCell
{
    // Even: at rest. Odd: a writer is inside. A writer comes in by making it odd with a compare-and-swap and leaves by making it even
    // again, so a reader that finds the same even number before and after its copy has seen no half observation. The barriers keep
    // counts and sum between the two changes of the version for writers, and between its two reads for readers, on every processor.
    private const int Version = 0;

    // Not zero while a reader that was disturbed keeps writers out: after those that are inside or on the threshold the cell is at rest.
    private const int Closed = 1;

    // The bits of a double.
    private const int Sum = 2;
    private const int FirstCount = 3;

    // Two cache lines, because processors fetch them in pairs.
    private const int Padding = 128 / sizeof(long);

    private readonly long[] _words;

    /// <param name="buckets">How many counts there are.</param>
    /// <param name="padded">Whether it lies beside other cells, whose writers it must not disturb.</param>
    public TallyCell(int buckets, bool padded) => _words = new long[FirstCount + buckets + (padded ? Padding : 0)];

    /// <summary>How many observations began or ended here so far.</summary>
    public long Writes => Volatile.Read(ref _words[Version]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAdd(int bucket, double value)
    {
        var words = _words;
        var version = Volatile.Read(ref words[Version]);
        if (((version & 1) | Volatile.Read(ref words[Closed])) != 0 || Interlocked.CompareExchange(ref words[Version], version + 1, version) != version)
        {
            return false;
        }

        Volatile.WriteBarrier();
        words[FirstCount + bucket]++;
        words[Sum] = BitConverter.DoubleToInt64Bits(BitConverter.Int64BitsToDouble(words[Sum]) + value);
        Volatile.Write(ref words[Version], version + 2);
        return true;
    }

    /// <returns>Whether the copy is whole.</returns>
    public bool TryCopy(Span<long> counts, out double sum)
    {
        var version = Volatile.Read(ref _words[Version]);
        _words.AsSpan(FirstCount, counts.Length).CopyTo(counts);
        sum = BitConverter.Int64BitsToDouble(_words[Sum]);
        Volatile.ReadBarrier();
        return (version & 1) == 0 && Volatile.Read(ref _words[Version]) == version;
    }

    public void Close() => Volatile.Write(ref _words[Closed], 1);

    public void Open() => Volatile.Write(ref _words[Closed], 0);
}
