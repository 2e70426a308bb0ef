namespace PrometheusMetrics.Exposition;

/// <summary>What the lines of a series add to the name of their family.</summary>
internal enum NameSuffix
{
    None,
    Bucket,
    Count,
    Sum,
    GaugeCount,
    GaugeSum,

    /// <summary>Takes the place of the <c>_total</c> of a counter.</summary>
    Created,
}
