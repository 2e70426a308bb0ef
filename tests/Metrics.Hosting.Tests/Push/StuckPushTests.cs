using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Push;

/// <summary>A source that blocks and ignores its token costs its own thread and the pushes of that time, and nothing else. A collector that
/// does so costs its own families.</summary>
public sealed class StuckPushTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(10);

    private static readonly (string, string?)[] Settings =
    [
        ("Endpoint", "http://gateway:9091"),
        ("Interval", "01:00:00"),
        ("PushOnShutdown", "false"),
        ("GroupingKey:instance", "a"),
    ];

    [Fact]
    public async Task A_push_that_is_stuck_fails_in_time_and_nothing_piles_up_until_it_recovers()
    {
        using var source = new BlockingSource();
        using var host = await StartAsync(source);
        host.Clock.Advance(Interval);
        await source.Entered;
        host.Clock.Advance(TimeLimit);
        await host.AttemptsBecome("failure", 1);

        for (var i = 2; i <= 4; i++)
        {
            host.Clock.Advance(Interval - TimeLimit);
            await Eventually.HoldsAsync("the next push waits", () => host.Clock.TimeToNextTimer == TimeLimit);
            host.Clock.Advance(TimeLimit);
            await host.AttemptsBecome("failure", i);
        }

        Assert.Equal(1, source.Entries);
        Assert.Equal(
            "The metrics of job 'invoices' were not pushed: a collector took longer than 00:00:10 (Prometheus:Pushgateway:Timeout).",
            Assert.Single(host.Complaints).Message);

        source.Release();
        host.Clock.Advance(Interval - TimeLimit);
        await host.AttemptsBecome("success", 1);
        await host.StopAsync();

        Assert.Equal(
            "The metrics of job 'invoices' are pushed again, after 14390 s with 4 failed pushes.",
            host.Log.Of(PushingHost.Category)[^1].Message);
        Assert.Single(host.Complaints);
        Assert.Single(host.Gateway.Pushes);
    }

    [Fact]
    public async Task A_push_that_waits_for_a_stuck_one_goes_on_as_soon_as_that_returns()
    {
        using var source = new BlockingSource();
        using var host = await StartAsync(source);
        host.Clock.Advance(Interval);
        await source.Entered;
        host.Clock.Advance(TimeLimit);
        await host.AttemptsBecome("failure", 1);
        host.Clock.Advance(Interval - TimeLimit);
        await Eventually.HoldsAsync("the next push waits", () => host.Clock.TimeToNextTimer == TimeLimit);

        source.Release();
        await host.AttemptsBecome("success", 1);

        await host.StopAsync();
        Assert.Equal(1, host.Attempts("failure"));
    }

    [Fact]
    public async Task The_push_at_shutdown_has_its_own_time_limit_too()
    {
        using var source = new BlockingSource();
        using var host = await StartAsync(source, ("PushOnShutdown", "true"));

        await host.StopWhileTimePassesAsync();

        Assert.Contains(": a collector took longer than 00:00:10", Assert.Single(host.Complaints).Message, StringComparison.Ordinal);
        Assert.Equal(1, source.Entries);
        Assert.Equal(3, host.Attempts("failure"));
    }

    [Fact]
    public async Task The_push_at_shutdown_does_not_run_beside_a_stuck_one()
    {
        using var timeIsOver = new CancellationTokenSource();
        using var source = new BlockingSource();
        using var host = await StartAsync(source, ("PushOnShutdown", "true"));
        host.Clock.Advance(Interval);
        await source.Entered;
        host.Clock.Advance(TimeLimit);
        await host.FirstFailureIsLogged();

        var stop = host.Host.StopAsync(timeIsOver.Token);
        await Eventually.HoldsAsync("the last push waits", () => host.Clock.TimeToNextTimer == TimeLimit);
        await timeIsOver.CancelAsync();
        await stop.InTime();

        Assert.Equal(1, source.Entries);
        Assert.Equal(2, host.Complaints.Count);
        Assert.Contains("are lost: the host's shutdown timeout expired", host.Complaints[^1].Message, StringComparison.Ordinal);
        await host.AttemptsBecome("failure", 2);
        Assert.Equal(0, host.Attempts("success"));
    }

    // Half a second is left for sending.
    [Theory]
    [InlineData("00:00:10", 9.5)]
    [InlineData("00:00:00.6", 0.3)]
    public async Task A_push_gives_its_collection_a_deadline_that_leaves_time_to_send(string timeout, double seconds)
    {
        using var source = new BlockingSource();
        using var host = await StartAsync(source, ("Timeout", timeout));
        var start = host.Clock.GetUtcNow();

        host.Clock.Advance(Interval);
        await source.Entered;

        Assert.Equal(start + Interval + TimeSpan.FromSeconds(seconds), source.Deadline);
        source.Release();
        await host.StopAsync();
    }

    [Theory]
    [InlineData("00:00:10", "00:00:05", 5)]
    [InlineData("00:00:04", "00:00:05", 3.5)]
    public async Task A_collector_that_hangs_costs_a_push_its_own_families_only(string pushTimeout, string collectorTimeout, double seconds)
    {
        using var collector = new BlockingCollector();
        using var host = await PushingHost.StartAsync(
            builder =>
            {
                builder.Services.Configure<PrometheusMetricsOptions>(
                    options => options.CollectorTimeout = TimeSpan.Parse(collectorTimeout, CultureInfo.InvariantCulture));
                builder.Services.AddSingleton<ICollector>(collector);
            },
            [.. Settings, ("Timeout", pushTimeout)]);
        var start = host.Clock.GetUtcNow();

        host.Clock.Advance(Interval);
        await collector.Entered;
        Assert.Equal(start + Interval + TimeSpan.FromSeconds(seconds), collector.Deadline);
        host.Clock.Advance(TimeSpan.FromSeconds(seconds));
        var push = await host.Gateway.NextAsync();

        Assert.True(push.Has("metrics_collector_errors_total{collector=\"BlockingCollector\"} 1"));
        Assert.False(push.Has("blocking 1"));
        var line = Assert.Single(host.Log.Of("PrometheusMetrics.MetricRegistry"), logged => logged.Level > LogLevel.Debug);
        Assert.IsType<TimeoutException>(line.Exception);
        Assert.StartsWith("The collector BlockingCollector failed", line.Message, StringComparison.Ordinal);
        collector.Release();
        await host.StopAsync();
        Assert.Empty(host.Complaints);
    }

    private static Task<PushingHost> StartAsync(IMetricSource source, params (string, string?)[] settings) =>
        PushingHost.StartAsync(builder => builder.Services.AddSingleton(source), [.. settings, .. Settings]);
}
