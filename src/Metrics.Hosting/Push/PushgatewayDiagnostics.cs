using Microsoft.Extensions.Logging;
using PrometheusMetrics.Pushgateway;

namespace PrometheusMetrics.Hosting;

/// <summary>Counts and logs the pushes to one gateway. Its messages are about the setup that is in use.</summary>
internal sealed partial class PushgatewayDiagnostics : ExportDiagnostics
{
    private const string MayBeStored = ". The gateway may have stored the push, or may still do so.";

    private readonly Func<PushgatewaySetup> _getSetup;
    private readonly PushMetrics _metrics;
    private readonly ILogger _logger;

    // What follows the job in each message; empty for the default gateway.
    private readonly string _gateway;
    private bool _hasPushed;

    public PushgatewayDiagnostics(string name, Func<PushgatewaySetup> getSetup, PushMetrics metrics, ILogger<PushgatewayExporter> logger)
    {
        _getSetup = getSetup;
        _metrics = metrics;
        _logger = logger;
        _gateway = name.Length == 0 ? "" : $" for the gateway '{name}'";
        if (getSetup().Target is not null)
        {
            metrics.Expose();
        }
    }

    private string Job => _getSetup().Job;

    private bool DeletesLast => _getSetup().Options.DeleteOnShutdown;

    public override void Started(TimeSpan interval)
    {
        var setup = _getSetup();
        if (setup.Options is { Kind: PushgatewayKind.Pushgateway, GroupingKey: null or { Count: 0 } })
        {
            LogNoGroupingKey(interval, setup.Job, _gateway, setup.Section);
        }
    }

    public override void Count(ExportOutcome outcome, TimeSpan duration) =>
        _metrics.Count(outcome == ExportOutcome.Success ? "success" : "failure", duration);

    public override string Describe(ExportFailure failure) => failure.Timeout is { } timeout
        ? $"{(failure.IsCollecting ? "a collector" : "the Pushgateway")} took longer than {timeout} ({_getSetup().Section}:Timeout)." +
            DescribeAdditions(failure)
        : ExportText.Line(failure.Message);

    public override void Failed(ExportFailure failure)
    {
        var reason = ExportText.Reason(failure, this);
        var mayBeStored = failure is { IsUncertain: true, IsCollecting: false }
            && _getSetup().Options.Kind != PushgatewayKind.Aggregating;
        LogFailure(Job, _gateway, mayBeStored ? reason.TrimEnd('.') + MayBeStored : reason, ShownException(failure));
    }

    public override void Recovered(int failures, TimeSpan duration) =>
        LogRecovery(Job, _gateway, ExportText.Seconds(duration), failures);

    public override void Cancelled() => LogCancellation(Job, _gateway);

    public override void FinalSucceeded()
    {
        if (DeletesLast)
        {
            LogDeletion(Job, _gateway);
        }
        else
        {
            LogFinalSuccess(Job, _gateway);
        }
    }

    public override void FinalUncertain() => LogFinalUncertainty(Job, _gateway);

    public override void FinalOutdated(TimeSpan age, string? stillRunning) =>
        LogOutdated(Job, _gateway, ExportText.Seconds(age), ExportText.StillRunning(stillRunning));

    public override void Lost(ExportLoss loss)
    {
        var reason = ExportText.Reason(loss, this);
        var exception = loss.Failure is { } failure ? ShownException(failure) : null;
        if (DeletesLast)
        {
            LogNoDeletion(Job, _gateway, reason, exception);
        }
        else
        {
            LogLoss(Job, _gateway, reason, exception);
        }
    }

    /// <summary>Counts what a gateway accepted, and logs the first time.</summary>
    public void Pushed(PushgatewaySetup setup, PushResult result)
    {
        _metrics.CountAccepted(result.Bytes);
        if (!Interlocked.Exchange(ref _hasPushed, true))
        {
            LogFirstSuccess(result.Series, result.Bytes, setup.Job, _gateway, setup.Address);
        }
    }

    /// <summary>Reports that a push to an aggregating gateway begins.</summary>
    public void DeltaStarted() => _metrics.ExposeLostAnswers();

    /// <summary>Counts a push to an aggregating gateway whose answer was lost.</summary>
    public void AnswerLost() => _metrics.CountLostAnswer();

    /// <summary>Reports that a file with a secret can't be used any more, and that the last secret stays in use.</summary>
    public void SecretKept(string error) => LogSecretKept(error);

    /// <summary>Reports that the configuration names another target.</summary>
    public void TargetChanged(PushgatewaySetup previous, PushgatewaySetup current)
    {
        if (current.Target is null)
        {
            LogSwitchedOff(previous.Job, _gateway, current.Section, previous.HasJobGroups ? Stays(previous) : "");
            return;
        }

        _metrics.Expose();
        var rest = previous switch
        {
            { Target: null } => "",
            { HasJobGroups: false } => "",
            { Options.DeleteOnShutdown: true } => $" The group {previous.Address} is deleted after the first push.",
            _ => Stays(previous),
        };
        LogTargetChange(current.Job, _gateway, current.Address, rest);
    }

    /// <summary>Reports that a group that is no longer pushed to could not be deleted.</summary>
    public void OldGroupKept(Exception exception) => LogOldGroup(ExportText.Line(exception.Message));

    private static string Stays(PushgatewaySetup setup) => $" The group {setup.Address} stays until it is deleted.";

    // Of another failure, the exception says it.
    private string DescribeAdditions(ExportFailure failure) =>
        failure is not { IsUncertain: true, IsCollecting: false } || _getSetup().Options.Kind != PushgatewayKind.Aggregating
            ? ""
            : _getSetup().Options.ResendUncertain
                ? " If the push was sent, its additions are sent again, and may be counted twice (ResendUncertain is true)."
                : " If the push was sent, its additions are not sent again, and may be missing (ResendUncertain is false).";

    // The message of a failed request says everything, unless it comes from a handler of the application.
    private static Exception? ShownException(ExportFailure failure) => failure.Exception is PushgatewayException
        ? FindCause(failure.Exception) is var cause && cause is HttpRequestException or IOException or OperationCanceledException
            ? null
            : cause
        : ExportText.Shown(failure);

    // The exception for an uncertain delta contains that of the push.
    private static Exception? FindCause(Exception? exception) =>
        exception is PushgatewayException ? FindCause(exception.InnerException) : exception;

    [LoggerMessage(1, LogLevel.Information,
        "Metrics are pushed every {Interval} under job '{Job}'{Gateway} without a grouping key. If several instances run, each " +
        "overwrites the others: set {Section}:GroupingKey, an 'instance' for example.")]
    private partial void LogNoGroupingKey(TimeSpan interval, string job, string gateway, string section);

    [LoggerMessage(2, LogLevel.Warning, "The metrics of job '{Job}'{Gateway} were not pushed{Reason}")]
    private partial void LogFailure(string job, string gateway, string reason, Exception? exception);

    [LoggerMessage(4, LogLevel.Warning, "The last metrics of job '{Job}'{Gateway} were not pushed and are lost{Reason}")]
    private partial void LogLoss(string job, string gateway, string reason, Exception? exception);

    [LoggerMessage(5, LogLevel.Information, "The push of job '{Job}'{Gateway} was cancelled because the host is stopping.")]
    private partial void LogCancellation(string job, string gateway);

    [LoggerMessage(6, LogLevel.Information,
        "The metrics of job '{Job}'{Gateway} are pushed again, after {Duration} with {Failures} failed pushes.")]
    private partial void LogRecovery(string job, string gateway, string duration, int failures);

    [LoggerMessage(7, LogLevel.Information, "The last metrics of job '{Job}'{Gateway} were pushed.")]
    private partial void LogFinalSuccess(string job, string gateway);

    [LoggerMessage(8, LogLevel.Warning,
        "What was measured in the last {Age} of job '{Job}'{Gateway} was not pushed: the host's shutdown timeout expired. Raise " +
        "HostOptions.ShutdownTimeout.{StillRunning} The metrics before that were pushed.")]
    private partial void LogOutdated(string job, string gateway, string age, string stillRunning);

    [LoggerMessage(17, LogLevel.Information, "Pushed {Series} series ({Bytes} bytes) of job '{Job}'{Gateway} to {Address}.")]
    private partial void LogFirstSuccess(long series, long bytes, string job, string gateway, string address);

    [LoggerMessage(10, LogLevel.Warning, "{Error}. The last value that was read stays in use. Correct the file; it is read at each push.")]
    private partial void LogSecretKept(string error);

    [LoggerMessage(11, LogLevel.Information,
        "The configuration has changed: the metrics of job '{Job}'{Gateway} are pushed to {Address} from now on.{Rest}")]
    private partial void LogTargetChange(string job, string gateway, string address, string rest);

    [LoggerMessage(13, LogLevel.Warning,
        "A group to which nothing is pushed any more was not deleted, and the gateway keeps it: delete it by hand. {Reason}")]
    private partial void LogOldGroup(string reason);

    [LoggerMessage(14, LogLevel.Information,
        "The configuration has changed: the metrics of job '{Job}'{Gateway} are not pushed any more, because {Section}:Endpoint is " +
        "empty.{Rest}")]
    private partial void LogSwitchedOff(string job, string gateway, string section, string rest);

    [LoggerMessage(15, LogLevel.Information, "The group of job '{Job}'{Gateway} was deleted.")]
    private partial void LogDeletion(string job, string gateway);

    [LoggerMessage(16, LogLevel.Warning, "The group of job '{Job}'{Gateway} was not deleted, and the gateway keeps it{Reason}")]
    private partial void LogNoDeletion(string job, string gateway, string reason, Exception? exception);

    [LoggerMessage(9, LogLevel.Warning,
        "The last metrics of job '{Job}'{Gateway} were pushed, but the result is uncertain: an earlier push that was sent without an " +
        "answer may replace them.")]
    private partial void LogFinalUncertainty(string job, string gateway);
}
