namespace PrometheusMetrics.Hosting;

/// <summary>The state of the exports to one destination.</summary>
/// <param name="ConsecutiveFailures">The number of exports that failed since the last success.</param>
/// <param name="LastSuccess">When the last export succeeded, or null if none did.</param>
/// <param name="LastFailure">The reason of the last failure since the last success, safe for logs, or null.</param>
internal sealed record ExportStatus(int ConsecutiveFailures, DateTimeOffset? LastSuccess, string? LastFailure);
