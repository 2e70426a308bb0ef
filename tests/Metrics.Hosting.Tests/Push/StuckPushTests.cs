using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Push;

/// <summary>A collector that blocks and ignores its token costs its own thread and the pushes of that time, and nothing else.</summary>
public sealed class StuckPushTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_push_that_is_stuck_fails_in_time_and_nothing_piles_up_until_it_recovers()
    {
        using var collector = new BlockingCollector();
        using var host = await StartAsync(collector);
        host.Clock.Advance(Interval);
        await collector.Entered;
        host.Clock.Advance(TimeLimit);
        await host.AttemptsBecome("failure", 1);

        for (var i = 2; i <= 4; i++)
        {
            host.Clock.Advance(Interval - TimeLimit);
            await Eventually.HoldsAsync("the next push waits", () => host.Clock.Timers == 2);
            host.Clock.Advance(TimeLimit);
            await host.AttemptsBecome("failure", i);
        }

        Assert.Equal(1, collector.Entries);
        Assert.Equal(
            "The metrics of job 'invoices' were not pushed: a collector took longer than 00:00:10 (Prometheus:Pushgateway:Timeout).",
            Assert.Single(host.Complaints).Message);

        collector.Release();
        host.Clock.Advance(Interval - TimeLimit);
        await host.AttemptsBecome("success", 1);
        await host.StopAsync();

        Assert.Equal("The metrics of job 'invoices' are pushed again.", host.Log.Of(PushingHost.Category)[^1].Message);
        Assert.Single(host.Complaints);
        Assert.Single(host.Gateway.Pushes);
    }

    [Fact]
    public async Task A_push_that_waits_for_a_stuck_one_goes_on_as_soon_as_that_returns()
    {
        using var collector = new BlockingCollector();
        using var host = await StartAsync(collector);
        host.Clock.Advance(Interval);
        await collector.Entered;
        host.Clock.Advance(TimeLimit);
        await host.AttemptsBecome("failure", 1);
        host.Clock.Advance(Interval - TimeLimit);
        await Eventually.HoldsAsync("the next push waits", () => host.Clock.Timers == 2);

        collector.Release();
        await host.AttemptsBecome("success", 1);

        await host.StopAsync();
        Assert.Equal(1, host.Attempts("failure"));
    }

    [Fact]
    public async Task The_push_at_shutdown_has_its_own_time_limit_too()
    {
        using var collector = new BlockingCollector();
        using var host = await StartAsync(collector, ("PushOnShutdown", "true"));

        var stop = host.Host.StopAsync();
        await collector.Entered;
        host.Clock.Advance(TimeLimit);
        await stop.InTime();

        Assert.Contains("a collector took longer than 00:00:10", Assert.Single(host.Complaints).Message, StringComparison.Ordinal);
        Assert.Equal(1, host.Attempts("failure"));
    }

    [Fact]
    public async Task The_push_at_shutdown_does_not_run_beside_a_stuck_one()
    {
        using var timeIsOver = new CancellationTokenSource();
        using var collector = new BlockingCollector();
        using var host = await StartAsync(collector, ("PushOnShutdown", "true"));
        host.Clock.Advance(Interval);
        await collector.Entered;
        host.Clock.Advance(TimeLimit);
        await host.AttemptsBecome("failure", 1);

        var stop = host.Host.StopAsync(timeIsOver.Token);
        await Eventually.HoldsAsync("the last push waits", () => host.Clock.TimeToNextTimer == TimeLimit);
        await timeIsOver.CancelAsync();
        await stop.InTime();

        Assert.Equal(1, collector.Entries);
        Assert.Equal(2, host.Complaints.Count);
        Assert.Contains("are lost: the host's shutdown timeout expired", host.Complaints[^1].Message, StringComparison.Ordinal);
        Assert.Equal((0, 2), (host.Attempts("success"), host.Attempts("failure")));
    }

    [Fact]
    public async Task Collectors_get_the_deadline_of_a_push()
    {
        using var collector = new BlockingCollector();
        using var host = await StartAsync(collector);
        var start = host.Clock.GetUtcNow();

        host.Clock.Advance(Interval);
        await collector.Entered;

        Assert.Equal(start + Interval + TimeLimit, collector.Deadline);
        collector.Release();
        await host.StopAsync();
    }

    private static Task<PushingHost> StartAsync(ICollector collector, params (string, string?)[] settings) => PushingHost.StartAsync(
        builder => builder.Services.AddSingleton(collector),
        [
            .. settings,
            ("Endpoint", "http://gateway:9091"),
            ("Interval", "01:00:00"),
            ("PushOnShutdown", "false"),
            ("GroupingKey:instance", "a"),
        ]);
}
