namespace PrometheusMetrics;

/// <summary>Which names of metrics and labels a registry accepts.</summary>
public enum NameValidation
{
    /// <summary>Names that every Prometheus reads: <c>[a-zA-Z_:][a-zA-Z0-9_:]*</c> for metrics, <c>[a-zA-Z_][a-zA-Z0-9_]*</c> for
    /// labels.</summary>
    Legacy = 0,

    /// <summary>Every text that is not empty and has no unpaired surrogate and no NUL character, such as <c>http.server.duration</c>. It is
    /// written as it is for a client that requests it, otherwise escaped.</summary>
    Utf8,
}
