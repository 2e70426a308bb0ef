using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>Counts in buckets and the sum of what was counted.</summary>
/// <remarks>All of it is one array, so that an observation touches one object and, for the usual histograms, two or three cache lines.</remarks>
internal readonly struct HistogramCell : IAccumulatorCell<HistogramCell, BucketedValue, HistogramSnapshot>
{
    // Even: at rest. Odd: a writer is inside. A writer comes in by making it odd with a compare-and-swap and leaves by making it even
    // again, so a reader that finds the same even number before and after its copy has seen no half observation. The barriers keep
    // counts and sum between the two changes of the version for writers, and between its two reads for readers, on every processor.
    private const int Version = 0;

    // Not zero while a reader that was disturbed keeps writers out.
    private const int Closed = 1;

    // The bits of a double.
    private const int Sum = 2;
    private const int FirstCount = 3;

    // Two cache lines, because processors fetch them in pairs.
    private const int Padding = 128 / sizeof(long);

    private readonly long[] _words;

    /// <param name="buckets">How many counts there are.</param>
    public HistogramCell(int buckets)
        : this(new long[FirstCount + buckets])
    {
    }

    private HistogramCell(long[] words) => _words = words;

    public long Writes => Volatile.Read(ref _words[Version]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAdd(BucketedValue observation, out bool layoutChanged)
    {
        layoutChanged = false;
        if (!TryBeginWrite(out var version))
        {
            return false;
        }

        Count(observation.Bucket, observation.Value);
        EndWrite(version);
        return true;
    }

    /// <summary>The first step of a writer.</summary>
    /// <returns>False if another writer is inside or a reader has closed the cell.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryBeginWrite(out long version)
    {
        var words = _words;
        version = Volatile.Read(ref words[Version]);
        if (((version & 1) | Volatile.Read(ref words[Closed])) != 0 || Interlocked.CompareExchange(ref words[Version], version + 1, version) != version)
        {
            return false;
        }

        Volatile.WriteBarrier();
        return true;
    }

    /// <summary>What a writer does that is inside.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Count(int bucket, double value)
    {
        var words = _words;
        words[FirstCount + bucket]++;
        words[Sum] = BitConverter.DoubleToInt64Bits(BitConverter.Int64BitsToDouble(words[Sum]) + value);
    }

    /// <summary>The last step of a writer.</summary>
    public void EndWrite(long version) => Volatile.Write(ref _words[Version], version + 2);

    public bool TryCopy(ref HistogramSnapshot snapshot)
    {
        var version = BeginRead();
        CopyTo(ref snapshot);
        return TryEndRead(version);
    }

    /// <summary>The first step of a reader.</summary>
    public long BeginRead() => Volatile.Read(ref _words[Version]);

    /// <summary>What a reader does in between.</summary>
    public void CopyTo(ref HistogramSnapshot snapshot) => snapshot.Copy(_words.AsSpan(FirstCount), BitConverter.Int64BitsToDouble(_words[Sum]));

    /// <summary>The last step of a reader.</summary>
    /// <returns>Whether no writer was there meanwhile.</returns>
    public bool TryEndRead(long version)
    {
        Volatile.ReadBarrier();
        return (version & 1) == 0 && Volatile.Read(ref _words[Version]) == version;
    }

    public void Close() => Volatile.Write(ref _words[Closed], 1);

    public void Open() => Volatile.Write(ref _words[Closed], 0);

    public HistogramCell CreatePadded() => new(new long[_words.Length + Padding]);
}
