using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>What one thread has added to a gauge, with its rounding error: what another thread subtracts may be much smaller than the
/// sum.</summary>
internal readonly struct GaugeCell : IOwnedCell<GaugeCell>
{
    private const int SumWord = 0;
    private const int ErrorWord = 1;
    private const int Words = 2;

    private GaugeCell(SequenceLock cellLock) => Lock = cellLock;

    public static GaugeCell Absent { get; } = new(SequenceLock.Absent);

    public SequenceLock Lock { get; }

    public GaugeCell CreateOwned(long page) => new(SequenceLock.CreateOwned(Words, page));

    /// <summary>Adds a value.</summary>
    /// <returns>False if the cell is no longer open to the owner of the page.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAdd(long page, double value)
    {
        if (!Lock.TryEnter(page, out var version))
        {
            return false;
        }

        CompensatedSum.Add(ref Double(SumWord), ref Double(ErrorWord), value);
        Lock.Exit(version);
        return true;
    }

    /// <summary>Adds the sum to another. The result is consistent if <see cref="SequenceLock.TryEndRead"/> returns true
    /// afterwards.</summary>
    public void AddTo(ref CompensatedSum sum)
    {
        sum.Add(Double(SumWord));
        sum.Add(Double(ErrorWord));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref double Double(int word) => ref Unsafe.As<long, double>(ref Lock.Word(word));
}
