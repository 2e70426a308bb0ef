using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>What one thread has added to a counter.</summary>
internal readonly struct CounterCell : IOwnedCell<CounterCell>
{
    private const int IntegerWord = 0;
    private const int FractionWord = 1;
    private const int Words = 2;

    private CounterCell(SequenceLock cellLock) => Lock = cellLock;

    public static CounterCell Absent { get; } = new(SequenceLock.Absent);

    public SequenceLock Lock { get; }

    // Each part is written and read as a whole, on 32-bit processors too, so a reader needs no version.
    public long Integer => Volatile.Read(ref Lock.Word(IntegerWord));

    public double Fraction => BitConverter.Int64BitsToDouble(Volatile.Read(ref Lock.Word(FractionWord)));

    public CounterCell CreateOwned(long page) => new(SequenceLock.CreateOwned(Words, page));

    /// <summary>Adds to the integer.</summary>
    /// <returns>False if the cell is no longer open to the owner of the page.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAdd(long page, long integer)
    {
        if (!Lock.TryEnter(page, out var version))
        {
            return false;
        }

        ref var word = ref Lock.Word(IntegerWord);
        Volatile.Write(ref word, word + integer);
        Lock.Exit(version);
        return true;
    }

    /// <inheritdoc cref="TryAdd(long, long)"/>
    /// <summary>Adds to the fraction.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAdd(long page, double fraction)
    {
        if (!Lock.TryEnter(page, out var version))
        {
            return false;
        }

        ref var word = ref Lock.Word(FractionWord);
        Volatile.Write(ref word, BitConverter.DoubleToInt64Bits(BitConverter.Int64BitsToDouble(word) + fraction));
        Lock.Exit(version);
        return true;
    }
}
