using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>An application that pushes to a gateway that breaks, comes back, breaks again, and is still broken when the application
/// ends.</summary>
internal sealed class PushFault
{
    private const string Job = "faults";
    private const int RequestsAtATime = 100;

    // The gateway stays broken, so the application ends when this time is over.
    private static readonly KeyValuePair<string, string?> ShortShutdown = new("DOTNET_SHUTDOWNTIMEOUTSECONDS", "6");

    private int _done;

    private PushFault()
    {
    }

    /// <summary>The number of requests before the gateway came back. All were answered, or the scenario fails.</summary>
    public int Requests { get; private set; }

    /// <summary>The medians of the time that a request takes.</summary>
    public (TimeSpan Healthy, TimeSpan Broken) Latency { get; private set; }

    /// <summary>What the library logs while the gateway is broken.</summary>
    public IReadOnlyList<LogEntry> LogOfFault { get; private set; } = [];

    /// <summary>What the library logs after the gateway came back.</summary>
    public IReadOnlyList<LogEntry> LogOfRecovery { get; private set; } = [];

    /// <summary>What the library logs at the end of the application.</summary>
    public IReadOnlyList<LogEntry> LogOfShutdown { get; private set; } = [];

    /// <summary>What the gateway holds after it came back.</summary>
    public PushedGroup Group { get; private set; } = null!;

    public int ExitCode { get; private set; }

    public TimeSpan ShutdownTime { get; private set; }

    /// <summary>Runs the scenario.</summary>
    /// <param name="start">A function that starts a gateway that is not broken.</param>
    /// <param name="isBrokenAtStart">Whether it is broken before the application starts.</param>
    /// <param name="settings">Further variables of the application.</param>
    public static async Task<PushFault> RunAsync(
        Func<Task<BreakableGateway>> start, bool isBrokenAtStart, params IReadOnlyList<KeyValuePair<string, string?>> settings)
    {
        var fault = new PushFault();
        await using var gateway = await start();
        if (isBrokenAtStart)
        {
            await gateway.BreakAsync();
        }

        await using var app = await PushingApp.StartAsync(
            gateway.Endpoint, Job, [ShortShutdown, .. gateway.Settings, .. settings], gateway.WorkingFolder);
        await fault.FailAndRecoverAsync(app, gateway, isBrokenAtStart);
        await fault.EndAsync(app, gateway);
        return fault;
    }

    private async Task FailAndRecoverAsync(PushingApp app, BreakableGateway gateway, bool isBrokenAtStart)
    {
        var healthy = TimeSpan.Zero;
        if (!isBrokenAtStart)
        {
            healthy = await SendRequestsAsync(app);
            await app.WaitForPushAsync();
        }

        var broken = await FailAsync(app, gateway, isBrokenAtStart);
        var log = app.OwnLog.Count;
        await gateway.MendAsync();
        Group = await WaitForValueAsync(app, gateway);
        Requests = _done;
        await app.WaitForLogAsync(
            "a line about the recovery", entry => entry.Message.Contains(" are pushed again, ", StringComparison.Ordinal), log);
        LogOfRecovery = [.. app.OwnLog.Skip(log)];
        Latency = (isBrokenAtStart ? await SendRequestsAsync(app) : healthy, broken);
    }

    private async Task<TimeSpan> FailAsync(PushingApp app, BreakableGateway gateway, bool isBrokenAlready)
    {
        var log = app.OwnLog.Count;
        if (isBrokenAlready)
        {
            log = 0;
        }
        else
        {
            await gateway.BreakAsync();
        }

        await app.WaitForLogAsync("a warning of the fault", entry => entry.IsWarning, log);
        var latency = await SendRequestsAsync(app);
        LogOfFault = [.. app.OwnLog.Skip(log).Where(entry => entry.IsWarning)];
        return latency;
    }

    private async Task EndAsync(PushingApp app, BreakableGateway gateway)
    {
        await app.WaitForPushAsync();
        var log = app.OwnLog.Count;
        await gateway.BreakAsync();
        await app.WaitForLogAsync("a warning of the second fault", entry => entry.IsWarning, log);
        await app.WorkAsync();
        log = app.OwnLog.Count;
        var start = TimeProvider.System.GetTimestamp();
        await app.SignalAsync(Signal.Term);
        ExitCode = await app.WaitForExitAsync();
        ShutdownTime = TimeProvider.System.GetElapsedTime(start);
        LogOfShutdown = [.. app.OwnLog.Skip(log)];
    }

    private async Task<TimeSpan> SendRequestsAsync(PushingApp app)
    {
        var times = new TimeSpan[RequestsAtATime];
        for (var i = 0; i < RequestsAtATime; i++)
        {
            var start = TimeProvider.System.GetTimestamp();
            await app.WorkAsync();
            times[i] = TimeProvider.System.GetElapsedTime(start);
            _done++;
        }

        Array.Sort(times);
        return times[RequestsAtATime / 2];
    }

    private async Task<PushedGroup> WaitForValueAsync(PushingApp app, BreakableGateway gateway) =>
        (await Eventually.GetAsync(
            $"{_done} requests at the gateway",
            () => gateway.Gateway.FindGroupAsync(Job),
            group => group?.Value("work_done_total") >= _done && group.Value("work_collected_total") >= _done,
            () => app.Output.Tail))!;
}
