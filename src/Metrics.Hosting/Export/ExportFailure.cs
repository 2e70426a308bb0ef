namespace PrometheusMetrics.Hosting;

/// <summary>An attempt that failed.</summary>
/// <param name="Exception">The exception of the exporter, or that of the cancellation.</param>
/// <param name="Kind">What is known about the metrics that were sent.</param>
/// <param name="Timeout">The time limit, if the attempt exceeded it; otherwise null.</param>
/// <param name="IsCollecting">Whether a collector was running when the time limit passed.</param>
internal sealed record ExportFailure(Exception Exception, ExportFailureKind Kind, TimeSpan? Timeout, bool IsCollecting)
{
    /// <summary>The message of the exception. An exporter's own exception may throw when it is read.</summary>
    public string Message
    {
        get
        {
            try
            {
                return Exception.Message;
            }
            catch (Exception)
            {
                return $"{Exception.GetType().Name}, whose message cannot be read.";
            }
        }
    }

    public bool IsUncertain => Kind == ExportFailureKind.Uncertain;
}
