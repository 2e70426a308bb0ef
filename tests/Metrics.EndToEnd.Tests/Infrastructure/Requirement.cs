namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>What happens to a test that needs a program.</summary>
internal enum Verdict
{
    Run,
    Skip,
    Fail,
}

/// <summary>The one place that decides whether a test without its server is skipped or fails.</summary>
internal static class Requirement
{
    /// <summary>The environment variable that turns skipped tests into failures when it is <c>required</c>.</summary>
    public const string Switch = "METRICS_E2E";

    /// <summary>The environment variable for the folder of the servers of newer releases.</summary>
    public const string Servers = "METRICS_SERVERS";

    private static readonly string[] AlwaysSearched = ["/usr/local/bin", "/usr/bin", "/bin"];

    /// <summary>The full path of a program. Without it the running test is skipped, or fails.</summary>
    public static string Program(string name)
    {
        var path = Find(name);
        Need(path is not null, $"the program '{name}'");
        return path!;
    }

    /// <summary>The full path of a program of a newer release of Debian than the machine's. Without it the running test is skipped, or
    /// fails.</summary>
    public static string NewerProgram(string name, string suite)
    {
        var servers = Environment.GetEnvironmentVariable(Servers) is { Length: > 0 } folder
            ? folder
            : Path.Combine(
                Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "metrics-aspnetcore", "servers");
        var path = Path.Combine(servers, suite, "usr", "bin", name);
        Act(File.Exists(path), ExplainNewer(name, suite, servers));
        return path;
    }

    /// <summary>Skips the running test, or fails it, when something that it needs is not there.</summary>
    public static void Need(bool isThere, string what) => Act(isThere, Explain(what));

    public static Verdict Decide(bool isThere, string? switchValue) =>
        isThere ? Verdict.Run
        : string.Equals(switchValue?.Trim(), "required", StringComparison.OrdinalIgnoreCase) ? Verdict.Fail
        : Verdict.Skip;

    public static string Explain(string what) =>
        $"This test needs {what}, which is not on this machine. To install it on Debian, run ./eng/install-test-servers.sh";

    public static string ExplainNewer(string name, string suite, string folder) =>
        $"This test needs the program '{name}' of Debian {suite}, which is not in {folder}. To get it, run ./eng/fetch-newer-servers.sh";

    private static void Act(bool isThere, string message)
    {
        switch (Decide(isThere, Environment.GetEnvironmentVariable(Switch)))
        {
            case Verdict.Skip:
                Assert.Skip(message);
                break;
            case Verdict.Fail:
                Assert.Fail(message);
                break;
            default:
                break;
        }
    }

    private static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Concat(AlwaysSearched)
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(File.Exists);
}
