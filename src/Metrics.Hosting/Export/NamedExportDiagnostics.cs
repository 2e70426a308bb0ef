using Microsoft.Extensions.Logging;

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

        // Without a 0, Prometheus would not see the first failure as an increase.
        _ = _attempts.WithLabels(exporter, "success");
        _ = _attempts.WithLabels(exporter, "failure");
    }

    public override void Count(ExportOutcome outcome, TimeSpan duration) =>
        _attempts.WithLabels(_exporter, outcome == ExportOutcome.Success ? "success" : "failure").Inc();

    public override string Describe(ExportFailure failure) => failure.Timeout is { } timeout
        ? $"{(failure.IsCollecting ? "a collector" : "it")} took longer than {timeout} (MetricExportOptions.Timeout)."
        : ExportText.Line(failure.Message);

    public override void Failed(ExportFailure failure) =>
        LogFailure(_shownExporter, ExportText.Reason(failure, this), ExportText.Shown(failure));

    public override void Recovered(int failures, TimeSpan duration) => LogRecovery(_shownExporter, ExportText.Seconds(duration), failures);

    public override void Cancelled() => LogCancellation(_shownExporter);

    public override void FinalSucceeded() => LogFinalSuccess(_shownExporter);

    public override void FinalUncertain() => LogFinalUncertainty(_shownExporter);

    public override void FinalOutdated(TimeSpan age, string? stillRunning) =>
        LogOutdated(_shownExporter, ExportText.Seconds(age), ExportText.StillRunning(stillRunning));

    public override void Lost(ExportLoss loss) =>
        LogLoss(_shownExporter, ExportText.Reason(loss, this), loss.Failure is { } failure ? ExportText.Shown(failure) : null);

    [LoggerMessage(1, LogLevel.Warning,
        "The exporter '{Exporter}' failed{Reason} Further failures are only counted in metrics_export_attempts_total until it recovers.")]
    private partial void LogFailure(string exporter, string reason, Exception? exception);

    [LoggerMessage(3, LogLevel.Information, "The exporter '{Exporter}' works again, after {Duration} with {Failures} failed exports.")]
    private partial void LogRecovery(string exporter, string duration, int failures);

    [LoggerMessage(4, LogLevel.Information, "The export of '{Exporter}' was cancelled because the host is stopping.")]
    private partial void LogCancellation(string exporter);

    [LoggerMessage(5, LogLevel.Warning, "The last metrics were not exported by '{Exporter}' and are lost{Reason}")]
    private partial void LogLoss(string exporter, string reason, Exception? exception);

    [LoggerMessage(6, LogLevel.Information, "The last metrics were exported by '{Exporter}'.")]
    private partial void LogFinalSuccess(string exporter);

    [LoggerMessage(7, LogLevel.Warning,
        "What was measured in the last {Age} was not exported by '{Exporter}': the host's shutdown timeout expired. Raise " +
        "HostOptions.ShutdownTimeout.{StillRunning} The metrics before that were exported.")]
    private partial void LogOutdated(string exporter, string age, string stillRunning);

    [LoggerMessage(8, LogLevel.Warning,
        "The last metrics were exported by '{Exporter}', but the result is uncertain: an earlier export that was sent without an answer " +
        "may replace them.")]
    private partial void LogFinalUncertainty(string exporter);
}
