using Microsoft.Extensions.Logging;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Linting;

namespace PrometheusMetrics.Hosting;

/// <summary>Logs the diagnostic events of the registry of a host.</summary>
internal sealed partial class LoggingDiagnostics : MetricDiagnostics
{
    private readonly ILogger _logger;

    public LoggingDiagnostics(ILogger<MetricRegistry> logger) => _logger = logger;

    public override void CollectorFailed(string collector, Exception exception) => LogFailure(ForeignText.Escape(collector), exception);

    public override void CollectorRecovered(string collector) => LogRecovery(ForeignText.Escape(collector));

    public override void SeriesLimitReached(string family, int limit) => LogSeriesLimit(ForeignText.Escape(family), limit);

    public override void LabelValueTruncated(string family, int limit) => LogTruncation(ForeignText.Escape(family), limit);

    public override void LintProblemsFound(string family, IReadOnlyList<LintProblem> problems)
    {
        if (_logger.IsEnabled(LogLevel.Debug))
        {
            LogLintProblems(ForeignText.Escape(family), string.Join("; ", problems.Select(problem => ForeignText.Escape(problem.Message))));
        }
    }

    public override void FamilyLeftOut(string family, string other, NameEscaping escaping) =>
        LogLeftOut(ForeignText.Escape(family), ForeignText.Escape(other), escaping);

    public override void CollectorFamilyLeftOut(string collector, string family, string reason, bool isStandard)
    {
        var level = isStandard ? LogLevel.Debug : LogLevel.Warning;
        if (_logger.IsEnabled(level))
        {
            var (shownFamily, shownCollector) = (ForeignText.Escape(family), ForeignText.Escape(collector));

            // What to do stands at its end.
            var shownReason = ForeignText.Escape(reason, ForeignText.MaxReasonLength);
            LogCollectorFamilyLeftOut(level, shownFamily, shownCollector, shownReason);
        }
    }

    [LoggerMessage(1, LogLevel.Warning,
        "The collector {Collector} failed, so its metrics are missing. " +
        "Further failures are only counted in metrics_collector_errors_total until it recovers.",
        EventName = nameof(CollectorFailed))]
    private partial void LogFailure(string collector, Exception exception);

    [LoggerMessage(2, LogLevel.Information, "The collector {Collector} works again.", EventName = nameof(CollectorRecovered))]
    private partial void LogRecovery(string collector);

    [LoggerMessage(3, LogLevel.Warning,
        "The metric {Family} has reached its limit of {Limit} series. New label values share one series, whose label values are " +
        "_overflow, and are counted in metrics_series_overflow_total. Use label values from a small, closed set, or raise SeriesLimit.",
        EventName = nameof(SeriesLimitReached))]
    private partial void LogSeriesLimit(string family, int limit);

    [LoggerMessage(4, LogLevel.Debug,
        "The metric {Family} deviates from the conventions of Prometheus: {Problems}. It is exposed nevertheless.",
        EventName = nameof(LintProblemsFound), SkipEnabledCheck = true)]
    private partial void LogLintProblems(string family, string problems);

    [LoggerMessage(5, LogLevel.Warning,
        "The metric {Family} is left out for clients that request the escaping scheme {Escaping}, because its name becomes that of " +
        "{Other}. Rename one of them. Each scrape without it is counted in metrics_families_left_out_total.",
        EventName = nameof(FamilyLeftOut))]
    private partial void LogLeftOut(string family, string other, NameEscaping escaping);

    [LoggerMessage(6, LogLevel.Warning,
        "A label value of the metric {Family} was longer than {Limit} bytes, and was cut. Values with the same beginning share a series, " +
        "and are counted in metrics_label_values_truncated_total. Use short label values, or raise LabelValueLengthLimit.",
        EventName = nameof(LabelValueTruncated))]
    private partial void LogTruncation(string family, int limit);

    [LoggerMessage(EventId = 9,
        Message = "The metric {Family} of the collector {Collector} is left out, whole or in part: {Reason} The other metrics of the " +
        "collector are not affected. Unless it is a standard metric, each scrape like this is counted in metrics_families_left_out_total.",
        EventName = nameof(CollectorFamilyLeftOut), SkipEnabledCheck = true)]
    private partial void LogCollectorFamilyLeftOut(LogLevel level, string family, string collector, string reason);
}
