using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>The ends of processes, judged by what the gateway holds afterwards.</summary>
public sealed class PushEndingTests
{
    private const string Job = "endings";

    private const string Long = "00:00:10";
    private const string Short = "00:00:00.500";

    private static readonly KeyValuePair<string, string?> LongShutdown = new("DOTNET_SHUTDOWNTIMEOUTSECONDS", "20");

    private static readonly KeyValuePair<string, string?> PushOnStart = new("Prometheus__Pushgateway__PushOnStart", "true");

    private static readonly KeyValuePair<string, string?>[] AtShutdownOnly = [new("Prometheus__Pushgateway__Interval", null)];

    public static TheoryData<string?, string> HangingGateways => new()
    {
        { null, Long },
        { null, Short },
        { "trixie", Long },
        { "trixie", Short },
    };

    [Theory]
    [InlineData(nameof(Signal.Term), 0)]
    [InlineData(nameof(Signal.Int), 0)]
    public async Task A_signal_to_stop_loses_nothing(string signal, int exitCode)
    {
        await using var gateway = await PushgatewayServer.StartAsync();
        await using var app = await StartAsync(gateway);

        await app.SignalAsync(Enum.Parse<Signal>(signal));

        Assert.Equal(exitCode, await app.WaitForExitAsync());
        Assert.Equal(3, await ValueAsync(gateway));
    }

    [Theory]
    [InlineData("end/stop")]
    [InlineData("end/worker-fails")]
    [InlineData("end/exit?code=7")]
    public async Task An_end_by_the_application_itself_loses_nothing(string path)
    {
        await using var gateway = await PushgatewayServer.StartAsync();

        // An exit leaves five seconds, and the first push takes longest.
        await using var app = await StartAsync(gateway, PushOnStart);
        await Eventually.HoldsAsync("the first push", async () => await ValueAsync(gateway) is not null, () => app.Output.Tail);

        await app.PostAsync(path);

        await app.WaitForExitAsync();
        Assert.Equal(3, await ValueAsync(gateway));
    }

    [Fact]
    public async Task The_exit_code_is_that_of_the_application()
    {
        await using var gateway = await PushgatewayServer.StartAsync();
        await using var app = await StartAsync(gateway);

        await app.PostAsync("end/exit?code=7");

        Assert.Equal(7, await app.WaitForExitAsync());
    }

    // In a container only, nothing runs that could push: a warning tells so.
    [Theory]
    [InlineData("disposed")]
    [InlineData("main-throws")]
    [InlineData("start-fails")]
    [InlineData("container-only")]
    public async Task A_host_that_is_not_stopped_pushes_or_warns(string ending)
    {
        await using var gateway = await PushgatewayServer.StartAsync();
        await using var app = PushingApp.Launch(
            gateway.Address.AbsoluteUri, Job, [.. AtShutdownOnly, new("Ending", ending)]);

        await app.WaitForExitAsync();

        if (await gateway.FindGroupAsync(Job) is { } group)
        {
            Assert.Equal(3, group.Value("work_done_total"));
            Assert.DoesNotContain(app.OwnLog, entry => entry.IsWarning);
        }
        else
        {
            Assert.Single(app.OwnLog, entry => entry.IsWarning);
        }
    }

    // The host is not told of SIGHUP, and cannot be told of the others.
    [Theory]
    [InlineData(nameof(Signal.Kill))]
    [InlineData(nameof(Signal.Hup))]
    [InlineData("crash")]
    public async Task A_process_that_just_ends_leaves_what_it_has_pushed_on_its_interval(string ending)
    {
        await using var gateway = await PushgatewayServer.StartAsync();
        await using var app = await PushingApp.StartAsync(gateway.Address.AbsoluteUri, Job);
        await app.WorkAsync(3);
        await Eventually.HoldsAsync("3 at the gateway", async () => await ValueAsync(gateway) == 3, () => app.Output.Tail);

        try
        {
            await (Enum.TryParse<Signal>(ending, out var signal) ? app.SignalAsync(signal) : app.PostAsync("end/crash"));
        }
        catch (HttpRequestException)
        {
            // It may crash before its answer is sent.
        }

        await app.WaitForExitAsync();

        Assert.Equal(3, await ValueAsync(gateway));
    }

    [Theory]
    [InlineData("true", 1)]
    [InlineData("false", 0)]
    public async Task The_exit_code_tells_that_the_last_push_is_lost_if_that_is_asked_for(string isAskedFor, int exitCode)
    {
        using var port = new ReservedPort();
        await using var app = await PushingApp.StartAsync(
            port.Address.AbsoluteUri,
            Job,
            [
                .. AtShutdownOnly,
                new("Prometheus__Pushgateway__FailOnLostPush", isAskedFor),

                // It tries again until the time is over.
                new("DOTNET_SHUTDOWNTIMEOUTSECONDS", "2"),
            ]);

        await app.SignalAsync(Signal.Term);

        Assert.Equal(exitCode, await app.WaitForExitAsync());
    }

    // Kestrel waits for the stream as long as the host lets it.
    [Fact]
    public async Task A_request_that_never_ends_does_not_cost_the_last_push()
    {
        await using var gateway = await PushgatewayServer.StartAsync();
        await using var app = await PushingApp.StartAsync(
            gateway.Address.AbsoluteUri,
            Job,
            [
                .. AtShutdownOnly,
                PushOnStart,
                new("DOTNET_SHUTDOWNTIMEOUTSECONDS", "10"),
            ]);

        // The first push takes longest.
        await Eventually.HoldsAsync("the first push", async () => await ValueAsync(gateway) == 0, () => app.Output.Tail);
        using var stream = await app.Client.GetAsync("events", HttpCompletionOption.ResponseHeadersRead);
        await app.WorkAsync(7);

        await app.SignalAsync(Signal.Term);
        await app.WaitForExitAsync();

        Assert.Equal(7, await ValueAsync(gateway));
        var warning = Assert.Single(app.OwnLog, entry => entry.IsWarning);
        Assert.Contains("Not stopped in time: the web server.", warning.Message, StringComparison.Ordinal);
    }

    // The body of the first push was sent, so the gateway handles it when it goes on: after the last push, if that does not wait.
    [Theory]
    [MemberData(nameof(HangingGateways))]
    public async Task The_last_push_is_the_one_that_counts_when_a_gateway_hung_at_SIGTERM(string? suite, string timeout)
    {
        await using var gateway = await PushgatewayServer.StartAsync(suite, port: null, protection: null, "--persistence.file=");
        await using var app = await PushingApp.StartAsync(
            gateway.Address.AbsoluteUri, Job, [new("Prometheus__Pushgateway__Timeout", timeout), LongShutdown]);
        await app.WorkAsync();
        await Eventually.HoldsAsync("1 at the gateway", async () => await ValueAsync(gateway) == 1, () => app.Output.Tail);
        await gateway.SignalAsync(Signal.Stop);
        if (timeout == Short)
        {
            await app.WaitForLogAsync("the warning of a push that hangs", entry => entry.IsWarning);
        }

        await app.WorkAsync(50);
        var connections = Connections.Count(gateway.Address.Port);
        await app.SignalAsync(Signal.Term);
        await app.WaitForShutdownAsync();

        // A push that does not wait for the first one needs another connection.
        await Eventually.HappensAsync(() => Connections.Count(gateway.Address.Port) > connections, TimeSpan.FromSeconds(2));
        await gateway.SignalAsync(Signal.Cont);

        await app.WaitForExitAsync();
        Assert.Equal(51, await ValueAsync(gateway));
    }

    private static async Task<PushingApp> StartAsync(
        PushgatewayServer gateway, params KeyValuePair<string, string?>[] settings)
    {
        var app = await PushingApp.StartAsync(gateway.Address.AbsoluteUri, Job, [.. AtShutdownOnly, .. settings]);
        await app.WorkAsync(3);
        return app;
    }

    private static async Task<double?> ValueAsync(PushgatewayServer gateway) =>
        (await gateway.FindGroupAsync(Job))?.Value("work_done_total");
}
