namespace PrometheusMetrics.Hosting;

/// <summary>The outcome of one attempt to export.</summary>
internal enum ExportOutcome
{
    Success,

    /// <summary>It failed, did not end in time, or ended without an answer.</summary>
    Failure,
}
