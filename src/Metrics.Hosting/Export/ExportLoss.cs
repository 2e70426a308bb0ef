namespace PrometheusMetrics.Hosting;

/// <summary>Why the metrics at the end of the host were not exported.</summary>
/// <param name="Failure">The failure of the last attempt, or null if none was made.</param>
/// <param name="End">The ending of the host.</param>
/// <param name="StillRunning">The services that used the time up, safe for logs, or null.</param>
/// <param name="IsUncertain">Whether an export was sent without an answer, so that the destination may have stored it or may still do
/// so.</param>
internal sealed record ExportLoss(ExportFailure? Failure, HostEnding End, string? StillRunning, bool IsUncertain)
{
    /// <summary>Whether the attempts at the end exceeded their own time limit, so that more time for the end would not have
    /// helped.</summary>
    public bool IsTimeoutTooShort { get; init; }
}
