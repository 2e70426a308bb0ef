using Microsoft.Extensions.Logging;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Hosting;

/// <summary>Counts and logs the exports of an exporter that was added under a name.</summary>
internal sealed partial class NamedExportDiagnostics : ExportDiagnostics
{
    private readonly string _exporter;
    private readonly string _shownExporter;
    private readonly IMetricFamily<ICounter> _attempts;
    private readonly ILogger _logger;

    public NamedExportDiagnostics(string exporter, IMetricFactory factory, ILogger<MetricExportService> logger)
    {
        _exporter = exporter;
        _shownExporter = ForeignText.Escape(exporter);
        _logger = logger;
        _attempts = factory.CreateCounter(
            "metrics_export_attempts_total", "Number of exports by exporter and outcome (success or failure).", "exporter", "outcome");
    }

    public override void CountSuccess() => _attempts.WithLabels(_exporter, "success").Inc();

    public override void CountFailure() => _attempts.WithLabels(_exporter, "failure").Inc();

    public override void Failed(Exception exception) =>
        LogFailure(
            _shownExporter,
            ForeignText.Escape(exception.Message, ForeignText.MaxReasonLength),
            exception is CollectionFailedException ? null : exception);

    public override void TimedOut(TimeSpan timeout, bool isCollecting) =>
        LogTimeout(_shownExporter, isCollecting ? "a collector" : "it", timeout);

    public override void Recovered() => LogRecovery(_shownExporter);

    public override void Cancelled() => LogCancellation(_shownExporter);

    public override void ShutdownTimedOut() => LogShutdownTimeout(_shownExporter);

    [LoggerMessage(1, LogLevel.Warning,
        "The exporter '{Exporter}' failed. {Reason} Further failures are only counted in metrics_export_attempts_total until it recovers.")]
    private partial void LogFailure(string exporter, string reason, Exception? exception);

    [LoggerMessage(2, LogLevel.Warning,
        "The exporter '{Exporter}' failed: {Stage} took longer than {Timeout} (MetricExportOptions.Timeout). " +
        "Further failures are only counted in metrics_export_attempts_total until it recovers.")]
    private partial void LogTimeout(string exporter, string stage, TimeSpan timeout);

    [LoggerMessage(3, LogLevel.Information, "The exporter '{Exporter}' works again.")]
    private partial void LogRecovery(string exporter);

    [LoggerMessage(4, LogLevel.Information, "The export of '{Exporter}' was cancelled because the host is stopping.")]
    private partial void LogCancellation(string exporter);

    [LoggerMessage(5, LogLevel.Warning,
        "The last metrics were not exported by '{Exporter}' and are lost: the host's shutdown timeout expired. " +
        "Raise HostOptions.ShutdownTimeout.")]
    private partial void LogShutdownTimeout(string exporter);
}
