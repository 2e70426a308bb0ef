using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Push;

/// <summary>What may happen while a push is under way: the next interval, a shutdown, the end of the host.</summary>
public sealed class PushUnderWayTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly (string, string?) Endpoint = ("Endpoint", "http://gateway:9091");
    private static readonly (string, string?) EveryHour = ("Interval", "01:00:00");
    private static readonly (string, string?) NotAtShutdown = ("PushOnShutdown", "false");

    [Fact]
    public async Task Pushes_never_overlap()
    {
        using var host = await PushingHost.StartAsync(Endpoint, EveryHour, ("Timeout", "1.00:00:00"), NotAtShutdown);
        var release = host.Gateway.Hold();
        host.Clock.Advance(Interval);
        await host.Gateway.NextAsync();

        host.Clock.Advance(10 * Interval);
        release.SetResult();
        await host.Gateway.NextAsync();
        await host.AttemptsBecome("success", 2);
        await host.StopAsync();

        Assert.Equal(1, host.Gateway.MostAtOnce);
        Assert.Equal(2, host.Gateway.Pushes.Count);
    }

    [Fact]
    public async Task A_push_under_way_is_not_cancelled_at_shutdown_and_the_last_push_follows_it()
    {
        using var host = await PushingHost.StartAsync(Endpoint, EveryHour);
        var release = host.Gateway.Hold();
        var orders = host.Host.Factory().CreateCounter("orders_total", "");
        host.Clock.Advance(Interval);
        await host.Gateway.NextAsync();
        orders.Inc();

        var stop = host.StopAsync();
        Assert.False(stop.IsCompleted);
        release.SetResult();
        await stop;

        Assert.True((await host.Gateway.NextAsync()).Has("orders_total 1"));
        Assert.Equal(2, host.Gateway.Pushes.Count);
        Assert.Equal(1, host.Gateway.MostAtOnce);
        Assert.Equal((2, 0), (host.Attempts("success"), host.Attempts("failure")));
        Assert.Empty(host.Complaints);
    }

    [Fact]
    public async Task A_push_under_way_ends_at_shutdown_also_if_there_is_no_last_one()
    {
        using var host = await PushingHost.StartAsync(Endpoint, EveryHour, NotAtShutdown);
        host.Gateway.Hold();
        host.Clock.Advance(Interval);
        await host.Gateway.NextAsync();

        await host.StopAsync();

        Assert.Single(host.Gateway.Pushes);
        Assert.Empty(host.Complaints);
        Assert.Equal(1, host.Attempts("failure"));
        Assert.Contains(
            host.Log.Of(PushingHost.Category),
            line => line.Message == "The push of job 'invoices' was cancelled because the host is stopping.");
    }

    [Fact]
    public async Task A_host_that_is_disposed_without_a_stop_waits_for_the_push_under_way_and_pushes_last()
    {
        using var host = await PushingHost.StartAsync(Endpoint, EveryHour);
        var release = host.Gateway.Hold();
        var orders = host.Host.Factory().CreateCounter("orders_total", "");
        host.Clock.Advance(Interval);
        await host.Gateway.NextAsync();
        orders.Inc();

        var disposal = Task.Run(host.Host.Dispose);
        release.SetResult();
        await disposal.InTime();

        Assert.Equal(2, host.Gateway.Pushes.Count);
        Assert.True(host.Gateway.Pushes[^1].Has("orders_total 1"));
        Assert.Equal(1, host.Gateway.MostAtOnce);
        Assert.Empty(host.Complaints);
        await Eventually.HoldsAsync("the loop ends", () => host.Clock.Timers == 0);
    }
}
