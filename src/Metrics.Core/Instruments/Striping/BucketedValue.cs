namespace PrometheusMetrics.Instruments;

/// <summary>One observation on its way into a cell.</summary>
/// <param name="Bucket">Its bucket.</param>
/// <param name="Value">What was observed.</param>
internal readonly record struct BucketedValue(int Bucket, double Value);
