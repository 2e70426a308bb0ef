using Microsoft.Extensions.Logging;

namespace PrometheusMetrics.Hosting;

/// <summary>The registry's voice in a host.</summary>
internal sealed partial class LoggingDiagnostics : MetricDiagnostics
{
    private readonly ILogger _logger;

    public LoggingDiagnostics(ILogger<MetricRegistry> logger) => _logger = logger;

    [LoggerMessage(1, LogLevel.Warning, "The collector {Collector} failed, so its metrics are missing. It is logged again when this changes; metrics_collector_errors_total counts on.")]
    public override partial void CollectorFailed(string collector, Exception exception);

    [LoggerMessage(2, LogLevel.Information, "The collector {Collector} works again.")]
    public override partial void CollectorRecovered(string collector);

    [LoggerMessage(3, LogLevel.Warning, "The metric {Family} has reached its limit of {Limit} series. New label values share one series, whose labels read _overflow; metrics_series_overflow_total counts on. Take label values from a small, closed set, or raise SeriesLimit.")]
    public override partial void SeriesLimitReached(string family, int limit);
}
