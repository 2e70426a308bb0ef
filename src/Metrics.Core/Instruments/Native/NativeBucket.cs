namespace PrometheusMetrics.Instruments;

/// <summary>One place of a table of buckets.</summary>
/// <param name="Key">Which bucket, or <see cref="BucketKey.Unused"/>.</param>
/// <param name="Count">How many observations are in it.</param>
internal record struct NativeBucket(int Key, long Count);
