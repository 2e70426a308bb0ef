namespace PrometheusMetrics.Streaming;

/// <summary>A built-in collector whose name in metrics and diagnostics is not that of its type.</summary>
internal interface INamedCollector
{
    string Name { get; }
}
