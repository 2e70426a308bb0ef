namespace PrometheusMetrics.Streaming;

/// <summary>A collector of the library's own that is known to users by another name than its type's.</summary>
internal interface INamedCollector
{
    string Name { get; }
}
