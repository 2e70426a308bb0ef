using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>A sequence lock: the version is odd while a writer is inside. It guards the bucket counts and the sum of a histogram.</summary>
/// <remarks>All of the data is one array, so that an observation touches one object and, in a usual histogram, two or three cache
/// lines.</remarks>
internal readonly struct HistogramCell : IAccumulatorCell<HistogramCell, BucketedValue, HistogramSnapshot>
{
    // A writer makes the version odd with a compare-and-swap, and even again with a volatile write, so a reader that finds the same even
    // version before and after its copy has copied no partial observation. On every processor, the memory barriers keep a writer's
    // accesses to counts and sum between its two changes of the version, and a reader's accesses between its two reads of the version.
    private const int Version = 0;

    // Not zero while a reader, whose first copy was inconsistent, keeps writers out.
    private const int Closed = 1;

    // The bits of a double.
    private const int Sum = 2;
    private const int FirstCount = 3;

    // Two cache lines, because processors prefetch lines in pairs.
    private const int Padding = 128 / sizeof(long);

    private readonly long[] _words;

    /// <param name="buckets">The number of buckets.</param>
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

    /// <summary>Begins a write: makes the version odd.</summary>
    /// <returns>False if another writer is inside or a reader has closed the cell.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryBeginWrite(out long version)
    {
        var words = _words;
        version = Volatile.Read(ref words[Version]);
        if (((version & 1) | Volatile.Read(ref words[Closed])) != 0
            || Interlocked.CompareExchange(ref words[Version], version + 1, version) != version)
        {
            return false;
        }

        Volatile.WriteBarrier();
        return true;
    }

    /// <summary>Counts an observation. The caller is inside a write.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Count(int bucket, double value)
    {
        var words = _words;
        words[FirstCount + bucket]++;
        words[Sum] = BitConverter.DoubleToInt64Bits(BitConverter.Int64BitsToDouble(words[Sum]) + value);
    }

    /// <summary>Ends a write: makes the version even.</summary>
    public void EndWrite(long version) => Volatile.Write(ref _words[Version], version + 2);

    public bool TryCopy(ref HistogramSnapshot snapshot)
    {
        var version = BeginRead();
        CopyTo(ref snapshot);
        return TryEndRead(version);
    }

    /// <summary>Begins a read.</summary>
    public long BeginRead() => Volatile.Read(ref _words[Version]);

    /// <summary>Copies the counts and the sum. The copy is consistent if <see cref="TryEndRead"/> returns true afterwards.</summary>
    public void CopyTo(ref HistogramSnapshot snapshot) =>
        snapshot.Copy(_words.AsSpan(FirstCount), BitConverter.Int64BitsToDouble(_words[Sum]));

    /// <summary>Ends a read.</summary>
    /// <returns>Whether no writer was inside since <see cref="BeginRead"/>.</returns>
    public bool TryEndRead(long version)
    {
        Volatile.ReadBarrier();
        return (version & 1) == 0 && Volatile.Read(ref _words[Version]) == version;
    }

    public void Close() => Volatile.Write(ref _words[Closed], 1);

    public void Open() => Volatile.Write(ref _words[Closed], 0);

    public HistogramCell CreatePadded() => new(new long[_words.Length + Padding]);
}
