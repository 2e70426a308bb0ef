using System.Net.Http.Json;
using System.Text.RegularExpressions;

namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>What the application says of itself.</summary>
internal sealed record AppVitals(long HeapBytes, long ResidentBytes, int Threads, int Sockets);

/// <summary>The application <c>PushingApp</c> as a process of its own: it counts its requests and pushes.</summary>
internal sealed partial class PushingApp : IAsyncDisposable
{
    private const string ProjectName = "PushingApp";

    private readonly SampleProcess _process;

    private PushingApp(SampleProcess process) => _process = process;

    public HttpClient Client { get; private set; } = null!;

    public ConsoleOutput Output => _process.Output;

    public IReadOnlyList<LogEntry> Log => LogEntry.Read(Output);

    /// <summary>What the library has logged.</summary>
    public IReadOnlyList<LogEntry> OwnLog => [.. Log.Where(entry => entry.IsOwn)];

    /// <summary>Starts the application and returns at once.</summary>
    /// <param name="endpoint">The gateway's address; null if the working folder's configuration has it.</param>
    /// <param name="job">The job of its group.</param>
    /// <param name="settings">Further variables; a key of the configuration is written with <c>__</c> in place of a colon.</param>
    /// <param name="workingFolder">The working folder; null for its own.</param>
    public static PushingApp Launch(
        string? endpoint, string job, IEnumerable<KeyValuePair<string, string?>>? settings = null, string? workingFolder = null)
    {
        var environment = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            // The last push has time, however slow the machine is.
            ["DOTNET_SHUTDOWNTIMEOUTSECONDS"] = "60",
            ["Logging__Console__FormatterName"] = "json",
            ["Logging__LogLevel__Microsoft.AspNetCore"] = "Warning",
            ["Prometheus__Pushgateway__Job"] = job,
            ["Prometheus__Pushgateway__Interval"] = "00:00:00.100",
            ["Prometheus__Pushgateway__Timeout"] = "00:00:20",
        };
        if (endpoint is not null)
        {
            environment["Prometheus__Pushgateway__Endpoint"] = endpoint;
        }

        foreach (var (name, value) in settings ?? [])
        {
            environment[name] = value;
        }

        return new PushingApp(SampleProcess.Start(ProjectName, environment: environment, workingFolder: workingFolder));
    }

    /// <summary>Starts the application and waits until it answers.</summary>
    /// <inheritdoc cref="Launch"/>
    public static async Task<PushingApp> StartAsync(
        string? endpoint, string job, IEnumerable<KeyValuePair<string, string?>>? settings = null, string? workingFolder = null)
    {
        var app = Launch(endpoint, job, settings, workingFolder);
        try
        {
            var line = await app._process.WaitForLineAsync(ListeningLine());
            app.Client = LoopbackClient.Create(new Uri(line.Groups[1].Value));
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sends one request.</summary>
    public async Task WorkAsync(int times = 1)
    {
        using var response = await Client.PostAsync($"work?times={times}", content: null);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Sends a request without a body and with no interest in the answer.</summary>
    public async Task PostAsync(string path)
    {
        using var response = await Client.PostAsync(path, content: null);
        response.EnsureSuccessStatusCode();
    }

    /// <summary>The number of pushes with this outcome.</summary>
    public Task<double> CountPushesAsync(string outcome) => Client.GetFromJsonAsync<double>($"pushes?outcome={outcome}");

    public async Task<AppVitals> ReadVitalsAsync() => (await Client.GetFromJsonAsync<AppVitals>("vitals"))!;

    /// <summary>Waits until a push that begins after this call has succeeded and was counted.</summary>
    public async Task WaitForPushAsync()
    {
        // One may be under way.
        var enough = await CountPushesAsync("success") + 2;
        await Eventually.GetAsync(
            $"{enough} pushes", () => CountPushesAsync("success"), pushes => pushes >= enough, () => Output.Tail);
    }

    /// <summary>Waits until the library has logged an entry that satisfies a condition, after a number of entries.</summary>
    public async Task<LogEntry> WaitForLogAsync(string what, Func<LogEntry, bool> isMeant, int after = 0)
    {
        var entry = await Eventually.GetAsync(
            what,
            () => Task.FromResult(OwnLog.Skip(after).FirstOrDefault(isMeant)),
            found => found is not null,
            () => Output.Tail);
        return entry!;
    }

    /// <summary>Waits until the host says that it stops.</summary>
    public Task WaitForShutdownAsync() => _process.WaitForLineAsync(ShutdownLine());

    public Task SignalAsync(Signal signal) => _process.SignalAsync(signal);

    public Task<int> WaitForExitAsync() => _process.WaitForExitAsync();

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        await _process.DisposeAsync();
    }

    [GeneratedRegex(@"Now listening on: (http://[\d.:]+)")]
    private static partial Regex ListeningLine();

    [GeneratedRegex("Application is shutting down")]
    private static partial Regex ShutdownLine();
}
