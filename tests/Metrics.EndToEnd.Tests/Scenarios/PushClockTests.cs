using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.Scenarios;

public sealed class PushClockTests
{
    private const string Job = "clock";

    [Fact]
    public async Task Pushes_go_on_when_the_clock_is_set()
    {
        await using var gateway = await PushgatewayServer.StartAsync();
        await using var app = await PushingApp.StartAsync(gateway.Address.AbsoluteUri, Job);
        var done = 0;
        foreach (var step in (string[])["1.00:00:00", "-400.00:00:00", "00:59:59"])
        {
            await app.PostAsync($"clock?step={step}");
            await app.WorkAsync();
            done++;
            await Eventually.HoldsAsync(
                $"{done} at the gateway after a step of {step}",
                async () => await gateway.FindGroupAsync(Job) is { } group
                    && group.Value("work_done_total") == done
                    && group.Value("work_collected_total") == done,
                () => app.Output.Tail);
        }

        await app.WorkAsync();
        await app.SignalAsync(Signal.Term);

        Assert.Equal(0, await app.WaitForExitAsync());
        Assert.Equal(4, (await gateway.FindGroupAsync(Job))?.Value("work_done_total"));

        // A collector may lose its time if the clock is set while it is being called.
        Assert.DoesNotContain(
            app.OwnLog, entry => entry.IsWarning && !entry.Message.Contains("The collector", StringComparison.Ordinal));
    }
}
