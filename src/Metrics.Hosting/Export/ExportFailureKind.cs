namespace PrometheusMetrics.Hosting;

/// <summary>What is known after an export has failed.</summary>
public enum ExportFailureKind
{
    /// <summary>The destination has not stored the metrics. A later export may succeed.</summary>
    Transient,

    /// <summary>The destination has not stored the metrics, and rejects them again if they are sent again. The export at shutdown is not
    /// retried.</summary>
    Permanent,

    /// <summary>The destination may have stored the metrics, or may store them later. An export at shutdown that follows is confirmed by
    /// another one, so that older metrics do not replace newer ones.</summary>
    Uncertain,
}
