namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>Prometheus' own checker of the text format 0.0.4, which is a strict parser and a linter.</summary>
internal static class Promtool
{
    /// <summary>Checks a body: exit code 0 means clean, 3 a finding of the linter, 1 unreadable.</summary>
    public static Task<CommandResult> CheckMetricsAsync(string textBody) =>
        CommandLine.RunAsync(Requirement.Program("promtool"), ["check", "metrics"], textBody);
}
