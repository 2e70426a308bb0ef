namespace PrometheusMetrics.Instruments;

/// <summary>An observation and its bucket, before it is added to a cell.</summary>
/// <param name="Bucket">The index of the bucket.</param>
/// <param name="Value">The observed value.</param>
internal readonly record struct BucketedValue(int Bucket, double Value);
