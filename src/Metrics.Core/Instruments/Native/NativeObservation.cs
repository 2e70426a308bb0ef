namespace PrometheusMetrics.Instruments;

/// <summary>An observation and its buckets, before it is added to a cell.</summary>
/// <param name="Value">The observed value.</param>
/// <param name="Bucket">The index of its classic bucket.</param>
/// <param name="Layout">The layout of the native buckets at the time of the observation.</param>
/// <param name="Key">The key of its native bucket in this layout.</param>
internal readonly record struct NativeObservation(double Value, int Bucket, NativeLayout Layout, int Key);
