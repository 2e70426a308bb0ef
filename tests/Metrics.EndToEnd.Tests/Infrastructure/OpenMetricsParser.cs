namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>The strict OpenMetrics 1.0 parser of Python's prometheus_client, the reference implementation.</summary>
internal static class OpenMetricsParser
{
    private const int Refused = 3;
    private const int NotInstalled = 4;

    // Debian's own interpreter: its packages are invisible to another Python that comes first on the path.
    private const string Python = "/usr/bin/python3";

    private const string Script = """
        import sys
        try:
            from prometheus_client.openmetrics.parser import text_string_to_metric_families
        except ImportError:
            sys.exit(4)
        body = sys.stdin.buffer.read().decode("utf-8")
        try:
            for _ in text_string_to_metric_families(body):
                pass
        except Exception as error:
            print(f"{type(error).__name__}: {error}")
            sys.exit(3)
        """;

    /// <summary>Parses a body. Returns null when it is valid, otherwise what the parser says.</summary>
    public static async Task<string?> CheckAsync(string body)
    {
        Requirement.Need(File.Exists(Python), $"the program '{Python}'");
        var (exitCode, output) = await CommandLine.RunAsync(Python, ["-c", Script], body);
        Requirement.Need(exitCode != NotInstalled, "Python's prometheus_client");
        return exitCode switch
        {
            0 => null,
            Refused => output,
            _ => throw new InvalidOperationException($"The parser itself failed with exit code {exitCode}:{Environment.NewLine}{output}"),
        };
    }
}
