using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>The bucket counts and the sum of a histogram, guarded by a sequence lock.</summary>
internal readonly struct HistogramCell : IAccumulatorCell<HistogramCell, BucketedValue, HistogramSnapshot>
{
    // The bits of a double.
    private const int SumWord = 0;
    private const int FirstCount = 1;

    /// <param name="buckets">The number of buckets.</param>
    public HistogramCell(int buckets)
        : this(SequenceLock.CreateShared(FirstCount + buckets))
    {
    }

    private HistogramCell(SequenceLock cellLock) => Lock = cellLock;

    public static HistogramCell Absent { get; } = new(SequenceLock.Absent);

    public SequenceLock Lock { get; }

    public HistogramCell CreateOwned(long page) => new(SequenceLock.CreateOwned(Lock.Data.Length, page));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAdd(BucketedValue observation, out bool layoutChanged)
    {
        layoutChanged = false;
        if (!Lock.TryEnter(out var version))
        {
            return false;
        }

        Count(observation.Bucket, observation.Value);
        Lock.Exit(version);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAdd(long page, BucketedValue observation, out bool layoutChanged)
    {
        layoutChanged = false;
        if (!Lock.TryEnter(page, out var version))
        {
            return false;
        }

        Count(observation.Bucket, observation.Value);
        Lock.Exit(version);
        return true;
    }

    /// <summary>Counts an observation. The caller is inside a write.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Count(int bucket, double value)
    {
        Lock.Word(FirstCount + bucket)++;
        ref var sum = ref Lock.Word(SumWord);
        sum = BitConverter.DoubleToInt64Bits(BitConverter.Int64BitsToDouble(sum) + value);
    }

    public bool TryAbsorb(HistogramCell other, ref CompensatedSum remainder)
    {
        if (!Lock.TryEnterClosed(out var version))
        {
            return false;
        }

        Absorb(other, version, ref remainder);
        return true;
    }

    /// <summary>Moves the counts, the sum and the writes of another cell, and ends the write in which the caller is.</summary>
    public void Absorb(HistogramCell other, long version, ref CompensatedSum remainder)
    {
        for (var i = FirstCount; i < Lock.Data.Length; i++)
        {
            Lock.Word(i) += other.Lock.Word(i);
        }

        var sum = new CompensatedSum(BitConverter.Int64BitsToDouble(Lock.Word(SumWord)));
        sum.Add(BitConverter.Int64BitsToDouble(other.Lock.Word(SumWord)));
        Lock.Word(SumWord) = BitConverter.DoubleToInt64Bits(sum.Value);
        remainder.Add(sum.Remainder);
        Lock.Exit(version, other.Lock.CompleteWrites);
        other.Lock.Clear();
    }

    public bool TryCopy(ref HistogramSnapshot snapshot)
    {
        var version = Lock.BeginRead();
        CopyTo(ref snapshot);
        return Lock.TryEndRead(version);
    }

    /// <summary>Copies the counts and the sum. The copy is consistent if <see cref="SequenceLock.TryEndRead"/> returns true
    /// afterwards.</summary>
    public void CopyTo(ref HistogramSnapshot snapshot) =>
        snapshot.Copy(Lock.Data[FirstCount..], BitConverter.Int64BitsToDouble(Lock.Data[SumWord]));
}
