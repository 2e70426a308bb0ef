using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Push;

/// <summary>The last push has to fit into the host's shutdown time.</summary>
public sealed class PushAtShutdownTests
{
    private const string TimeIsOver = "are lost: the host's shutdown timeout expired. Raise HostOptions.ShutdownTimeout.";

    private static readonly (string, string?) Endpoint = ("Endpoint", "http://gateway:9091");

    [Fact]
    public async Task If_another_service_takes_the_whole_time_the_loss_is_logged()
    {
        using var timeIsOver = new CancellationTokenSource();
        using var host = await PushingHost.StartAsync(builder => builder.Services.AddHostedService<HangsInStop>(), Endpoint);

        var stop = host.Host.StopAsync(timeIsOver.Token);
        Assert.False(stop.IsCompleted);
        await timeIsOver.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stop.InTime());

        AssertLost(host);
        Assert.Empty(host.Gateway.Pushes);
    }

    [Fact]
    public async Task It_is_the_hosts_own_time_out_that_counts()
    {
        using var host = await PushingHost.StartAsync(
            builder =>
            {
                builder.Services.AddHostedService<HangsInStop>();
                builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(20));
            },
            Endpoint);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.StopAsync());

        AssertLost(host);
    }

    [Fact]
    public async Task If_attempts_end_at_their_own_time_limit_the_advice_is_to_raise_that_one()
    {
        using var timeIsOver = new CancellationTokenSource();
        using var host = await PushingHost.StartAsync(Endpoint, ("Timeout", "00:00:02"));
        host.Gateway.Hold();

        var stop = host.Host.StopAsync(timeIsOver.Token);
        await host.Gateway.NextAsync();
        host.Clock.Advance(TimeSpan.FromSeconds(2));
        await host.AttemptsBecome("failure", 1);
        await timeIsOver.CancelAsync();
        await stop.InTime();

        Assert.Equal(
            "The last metrics of job 'invoices' were not pushed and are lost: the Pushgateway took longer than 00:00:02 " +
            "(Prometheus:Pushgateway:Timeout). Raise that timeout: a longer HostOptions.ShutdownTimeout only allows more such attempts. " +
            "The result is uncertain: a request was sent without an answer, and the destination may have processed it or may still do so.",
            Assert.Single(host.Complaints).Message);
    }

    [Fact]
    public async Task A_time_limit_that_passed_before_the_stop_does_not_change_the_advice()
    {
        using var timeIsOver = new CancellationTokenSource();
        using var host = await PushingHost.StartAsync(Endpoint, ("Timeout", "00:00:02"), ("Interval", "01:00:00"));
        host.Gateway.Hold();
        host.Clock.Advance(TimeSpan.FromHours(1));
        await host.Gateway.NextAsync();
        host.Clock.Advance(TimeSpan.FromSeconds(2));
        await host.FirstFailureIsLogged();

        var stop = host.Host.StopAsync(timeIsOver.Token);
        await host.Gateway.NextAsync();
        await timeIsOver.CancelAsync();
        await stop.InTime();

        Assert.Contains(TimeIsOver, host.Complaints[^1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task If_the_time_ends_during_the_last_push_the_loss_is_logged()
    {
        using var timeIsOver = new CancellationTokenSource();
        using var host = await PushingHost.StartAsync(Endpoint);
        host.Gateway.Hold();

        var stop = host.Host.StopAsync(timeIsOver.Token);
        await host.Gateway.NextAsync();
        await timeIsOver.CancelAsync();
        await stop.InTime();

        AssertLost(host);
    }

    [Fact]
    public async Task A_service_that_fails_to_stop_costs_no_push()
    {
        using var host = await PushingHost.StartAsync(builder => builder.Services.AddHostedService<FailsInStop>(), Endpoint);

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.StopAsync());

        Assert.Single(host.Gateway.Pushes);
        Assert.Equal(1, host.Attempts("success"));
    }

    [Fact]
    public async Task A_failed_last_push_does_not_fail_the_stop()
    {
        using var host = await PushingHost.StartAsync(Endpoint);
        host.Gateway.Answer = _ => throw new HttpRequestException("Connection refused");

        await host.StopWhilePausesPassAsync();

        Assert.Contains("Connection refused", Assert.Single(host.Complaints).Message, StringComparison.Ordinal);
        Assert.Equal((0, host.Gateway.Pushes.Count), (host.Attempts("success"), host.Attempts("failure")));
    }

    [Fact]
    public async Task Its_own_time_out_holds_at_shutdown_too()
    {
        using var host = await PushingHost.StartAsync(Endpoint, ("Timeout", "00:00:03"));
        host.Gateway.Hold();

        await host.StopWhileTimePassesAsync();

        Assert.Contains("took longer than 00:00:03", Assert.Single(host.Complaints).Message, StringComparison.Ordinal);
    }

    private static void AssertLost(PushingHost host)
    {
        var complaint = Assert.Single(host.Complaints);
        Assert.Equal(LogLevel.Warning, complaint.Level);
        Assert.Contains(TimeIsOver, complaint.Message, StringComparison.Ordinal);
        Assert.Equal((0, 1), (host.Attempts("success"), host.Attempts("failure")));
    }

    private sealed class HangsInStop : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.Delay(Timeout.Infinite, cancellationToken);
    }

    private sealed class FailsInStop : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("I can't stop");
    }
}
