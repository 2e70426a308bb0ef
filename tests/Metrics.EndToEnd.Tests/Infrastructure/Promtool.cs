namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>Prometheus' own checker of rules and of the text format 0.0.4, for which it is a strict parser and a linter.</summary>
internal static class Promtool
{
    /// <summary>Checks a body: exit code 0 means clean, 3 a finding of the linter, 1 unreadable.</summary>
    public static Task<CommandResult> CheckMetricsAsync(string textBody) =>
        CommandLine.RunAsync(Requirement.Program("promtool"), ["check", "metrics"], textBody);

    /// <summary>Checks a file of rules: exit code 0 means valid.</summary>
    public static Task<CommandResult> CheckRulesAsync(string file) =>
        CommandLine.RunAsync(Requirement.Program("promtool"), ["check", "rules", file]);

    /// <summary>Checks a configuration file of Prometheus: exit code 0 means valid.</summary>
    public static Task<CommandResult> CheckConfigurationAsync(string file) =>
        CommandLine.RunAsync(Requirement.Program("promtool"), ["check", "config", file]);
}
