using System.Runtime.CompilerServices;

namespace PrometheusMetrics.Instruments;

/// <summary>The bucket counts and the sum of a histogram, in striped cells.</summary>
internal struct HistogramAccumulator
{
    private StripedAccumulator<HistogramCell, BucketedValue, HistogramSnapshot> _cells;

    public HistogramAccumulator(int buckets) => _cells = new(new HistogramCell(buckets));

    /// <summary>A number that increases with every observation.</summary>
    public readonly long Writes => _cells.Writes;

    /// <summary>Adds an observation: at most one interlocked operation, unless there is contention. Never waits for a reader.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(int bucket, double value, ref byte contention) => _cells.Add(new BucketedValue(bucket, value), ref contention);

    /// <inheritdoc cref="StripedAccumulator{TCell, TObservation, TSnapshot}.Sweep"/>
    public void Sweep(ref byte contention) => _cells.Sweep(ref contention);

    /// <summary>Adds up all observations so far; see
    /// <see cref="StripedAccumulator{TCell, TObservation, TSnapshot}.Read(ref TSnapshot)"/>.</summary>
    /// <returns>The sum; the counts are in <paramref name="counts"/>.</returns>
    public double Read(Span<long> counts)
    {
        var snapshot = new HistogramSnapshot(counts);
        try
        {
            _cells.Read(ref snapshot);
            return snapshot.Sum;
        }
        finally
        {
            snapshot.Dispose();
        }
    }
}
