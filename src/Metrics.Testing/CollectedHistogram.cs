namespace PrometheusMetrics.Testing;

/// <summary>One series of a histogram at one moment.</summary>
/// <param name="Count">The number of observations.</param>
/// <param name="Sum">The sum of all observations.</param>
/// <param name="Buckets">The buckets in ascending order of their bounds; the last one has the bound +Inf.</param>
public sealed record CollectedHistogram(long Count, double Sum, IReadOnlyList<HistogramBucket> Buckets);

/// <summary>One bucket of a histogram.</summary>
/// <param name="UpperBound">The upper bound, which belongs to the bucket.</param>
/// <param name="Count">The number of observations that are not above the bound, those in the buckets before included.</param>
public readonly record struct HistogramBucket(double UpperBound, long Count);
