using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>The grammar of OpenMetrics 2.0 as a script, which rejects what the parser of Prometheus 3.15 rejects.</summary>
internal static class OpenMetrics2Grammar
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Checks a body. Returns null when it is valid, otherwise the first line that is not.</summary>
    public static async Task<string?> CheckAsync(string body)
    {
        Requirement.Need(File.Exists(Python), $"the program '{Python}'");
        var script = Repository.PathOf("tests", "Metrics.EndToEnd.Tests", "Infrastructure", "om2_grammar_check.py");
        var (exitCode, output) = await CommandLine.RunAsync(Python, ["-X", "utf8", script], body);
        return exitCode == 0 ? null : output;
    }
}
