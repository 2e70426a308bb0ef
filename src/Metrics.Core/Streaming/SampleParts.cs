namespace PrometheusMetrics.Streaming;

/// <summary>The suffixes and labels that distinguish the parts of one sample. Source: Prometheus, "Metric types"; OpenMetrics 1.0,
/// "Suffixes".</summary>
internal static class SampleParts
{
    public const string BucketSuffix = "_bucket";
    public const string CountSuffix = "_count";
    public const string SumSuffix = "_sum";
    public const string BoundLabel = "le";
    public const string QuantileLabel = "quantile";

    public static ReadOnlySpan<byte> BucketSuffixUtf8 => "_bucket"u8;

    public static ReadOnlySpan<byte> CountSuffixUtf8 => "_count"u8;

    public static ReadOnlySpan<byte> SumSuffixUtf8 => "_sum"u8;

    public static ReadOnlySpan<byte> BoundLabelUtf8 => "le"u8;

    public static ReadOnlySpan<byte> QuantileLabelUtf8 => "quantile"u8;
}
