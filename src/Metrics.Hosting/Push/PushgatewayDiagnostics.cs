using Microsoft.Extensions.Logging;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Pushgateway;

namespace PrometheusMetrics.Hosting;

/// <summary>Counts and logs the pushes to a Pushgateway.</summary>
internal sealed partial class PushgatewayDiagnostics : ExportDiagnostics
{
    private readonly PushgatewayOptions _options;
    private readonly string _job;
    private readonly IMetricFamily<ICounter> _attempts;
    private readonly ILogger _logger;

    public PushgatewayDiagnostics(PushgatewayOptions options, IMetricFactory factory, ILogger<PushgatewayExporter> logger)
    {
        _options = options;
        _job = ForeignText.Escape(options.Job);
        _logger = logger;
        _attempts = factory.CreateCounter(
            "metrics_push_attempts_total", "Number of pushes to the Pushgateway by outcome (success or failure).", "outcome");
    }

    public override void Started(TimeSpan interval)
    {
        if (_options.GroupingKey is null or { Count: 0 })
        {
            LogNoGroupingKey(interval, _job);
        }
    }

    public override void CountSuccess() => _attempts.WithLabels("success").Inc();

    public override void CountFailure() => _attempts.WithLabels("failure").Inc();

    public override void Failed(Exception exception) =>
        LogFailure(
            _job,
            ForeignText.Escape(exception.Message, ForeignText.MaxReasonLength),
            exception is PushgatewayException or CollectionFailedException ? null : exception);

    public override void TimedOut(TimeSpan timeout, bool isCollecting) =>
        LogTimeout(_job, isCollecting ? "a collector" : "the Pushgateway", timeout);

    public override void Recovered() => LogRecovery(_job);

    public override void Cancelled() => LogCancellation(_job);

    public override void ShutdownTimedOut() => LogShutdownTimeout(_job);

    [LoggerMessage(1, LogLevel.Information,
        "Metrics are pushed every {Interval} under job '{Job}' without a grouping key. If several instances run, each overwrites " +
        "the others: set Prometheus:Pushgateway:GroupingKey, an 'instance' for example.")]
    private partial void LogNoGroupingKey(TimeSpan interval, string job);

    [LoggerMessage(2, LogLevel.Warning, "The metrics of job '{Job}' were not pushed. {Reason}")]
    private partial void LogFailure(string job, string reason, Exception? exception);

    [LoggerMessage(3, LogLevel.Warning,
        "The metrics of job '{Job}' were not pushed: {Stage} took longer than {Timeout} (Prometheus:Pushgateway:Timeout).")]
    private partial void LogTimeout(string job, string stage, TimeSpan timeout);

    [LoggerMessage(4, LogLevel.Warning,
        "The last metrics of job '{Job}' were not pushed and are lost: the host's shutdown timeout expired. " +
        "Raise HostOptions.ShutdownTimeout.")]
    private partial void LogShutdownTimeout(string job);

    [LoggerMessage(5, LogLevel.Information, "The push of job '{Job}' was cancelled because the host is stopping.")]
    private partial void LogCancellation(string job);

    [LoggerMessage(6, LogLevel.Information, "The metrics of job '{Job}' are pushed again.")]
    private partial void LogRecovery(string job);
}
