namespace PrometheusMetrics.Instruments;

/// <summary>One observation on its way into a cell.</summary>
/// <param name="Value">What was observed.</param>
/// <param name="Bucket">Its classic bucket.</param>
/// <param name="Layout">The layout of the native buckets when it was observed.</param>
/// <param name="Key">Its native bucket in this layout.</param>
internal readonly record struct NativeObservation(double Value, int Bucket, NativeLayout Layout, int Key);
