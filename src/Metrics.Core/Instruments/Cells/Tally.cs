using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>Counts in buckets and the sum of what was counted, in cells.</summary>
internal struct Tally
{
    private CellGroup<TallyCell, TallyObservation, TallyReading> _cells;

    public Tally(int buckets) => _cells = new(new TallyCell(buckets));

    /// <summary>A number that grows with every observation.</summary>
    public readonly long Writes => _cells.Writes;

    /// <summary>Adds one observation. One interlocked operation where no other writer is in the way; never waits for a reader.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int bucket, double value) => _cells.Add(new TallyObservation(bucket, value));

    /// <summary>Adds up all observations so far; see <see cref="CellGroup{TCell, TObservation, TReading}.Read(ref TReading)"/>.</summary>
    /// <returns>The sum; the counts are in <paramref name="counts"/>.</returns>
    public double Read(Span<long> counts)
    {
        var reading = new TallyReading(counts);
        try
        {
            _cells.Read(ref reading);
            return reading.Sum;
        }
        finally
        {
            reading.Dispose();
        }
    }
}
