namespace PrometheusMetrics.Instruments;

/// <summary>One slot of a table of buckets.</summary>
/// <param name="Key">The key of the bucket, or <see cref="BucketKey.Unused"/>.</param>
/// <param name="Count">The number of observations in the bucket.</param>
internal record struct NativeBucket(int Key, long Count);
