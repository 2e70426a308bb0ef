using System.Text.RegularExpressions;

namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>A program of this solution that runs as its users would run it: built, with its console and its signals.</summary>
internal sealed partial class SampleProcess : IAsyncDisposable
{
    private readonly ServerProcess _process;

    private SampleProcess(ServerProcess process) => _process = process;

    public ConsoleOutput Output => _process.Output;

    /// <summary>Starts a program and returns at once.</summary>
    /// <param name="project">The name of its project, such as <c>WebApiSample</c>.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables on top of those of the test run. A web application listens on a free loopback port, unless
    /// <c>ASPNETCORE_URLS</c> or its own configuration says otherwise.</param>
    /// <param name="workingFolder">The working folder; the one of the program, where its <c>appsettings.json</c> is, when null.</param>
    public static SampleProcess Start(
        string project,
        IReadOnlyList<string>? arguments = null,
        IReadOnlyDictionary<string, string?>? environment = null,
        string? workingFolder = null)
    {
        var dll = PathOf(project);
        var variables = new Dictionary<string, string?>(StringComparer.Ordinal) { ["ASPNETCORE_URLS"] = "http://127.0.0.1:0" };
        foreach (var (name, value) in environment ?? variables)
        {
            variables[name] = value;
        }

        return new SampleProcess(ServerProcess.Start(new ServerCommand(DotnetHost(), [dll, .. arguments ?? []])
        {
            Environment = variables,
            WorkingFolder = workingFolder ?? Path.GetDirectoryName(dll),
        }));
    }

    /// <summary>Where a project of this solution was built, in the same configuration as these tests.</summary>
    /// <exception cref="FileNotFoundException">It hasn't been built.</exception>
    public static string PathOf(string project)
    {
        var ownFolder = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var bin = ownFolder.Parent!.Parent!.FullName;
        var dll = Path.Combine(bin, project, ownFolder.Name, $"{project}.dll");
        return File.Exists(dll) ? dll : throw new FileNotFoundException($"{dll} is not there: build the whole solution first.", dll);
    }

    /// <summary>Waits until a web application says where it listens, and returns that address.</summary>
    public async Task<Uri> WaitForAddressAsync() => new((await WaitForLineAsync(ListeningLine())).Groups[1].Value);

    /// <inheritdoc cref="ServerProcess.WaitForLineAsync"/>
    public Task<Match> WaitForLineAsync(Regex pattern) => _process.WaitForLineAsync(pattern);

    /// <inheritdoc cref="ServerProcess.SignalAsync"/>
    public Task SignalAsync(Signal signal) => _process.SignalAsync(signal);

    /// <summary>Sends SIGTERM, waits for the end and returns the exit code.</summary>
    public async Task<int> StopAsync(TimeSpan? deadline = null)
    {
        await _process.TerminateAsync();
        return await WaitForExitAsync(deadline);
    }

    /// <inheritdoc cref="ServerProcess.WaitForExitAsync"/>
    public Task<int> WaitForExitAsync(TimeSpan? deadline = null) => _process.WaitForExitAsync(deadline);

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    [GeneratedRegex(@"Now listening on: (http://\S+)")]
    private static partial Regex ListeningLine();

    /// <summary>The program that runs it.</summary>
    public static string DotnetHost() => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? Requirement.Program("dotnet");
}
