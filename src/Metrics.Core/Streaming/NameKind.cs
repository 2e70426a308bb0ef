namespace PrometheusMetrics.Streaming;

/// <summary>What a name belongs to. A colon is legal in a legacy name of a metric, but not of a label.</summary>
internal enum NameKind
{
    Metric,
    Label,
}
