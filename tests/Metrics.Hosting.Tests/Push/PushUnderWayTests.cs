using System.Net;
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
    public async Task A_push_under_way_ends_at_shutdown_and_the_last_push_follows()
    {
        using var host = await PushingHost.StartAsync(Endpoint, EveryHour);
        host.Gateway.Answer = EndSlowlyAsync;
        host.Clock.Advance(Interval);
        await host.Gateway.NextAsync();
        host.Gateway.Answer = _ => Task.FromResult(FakeGateway.Status(HttpStatusCode.OK));

        await host.StopAsync();

        Assert.Equal(2, host.Gateway.Pushes.Count);
        Assert.Equal(1, host.Gateway.MostAtOnce);
        Assert.Equal((1, 0), (host.Attempts("success"), host.Attempts("failure")));
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
    public async Task A_host_that_is_disposed_without_a_stop_gives_up_silently()
    {
        using var host = await PushingHost.StartAsync(Endpoint, EveryHour);
        var disposed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        host.Gateway.Answer = async token =>
        {
            await disposed.Task;
            throw new OperationCanceledException(token);
        };
        host.Clock.Advance(Interval);
        await host.Gateway.NextAsync();

        host.Host.Dispose();
        disposed.SetResult();
        await Eventually.HoldsAsync("the loop ends", () => host.Clock.Timers == 0);

        Assert.Empty(host.Complaints);
        Assert.Single(host.Gateway.Pushes);
    }

    /// <summary>Waits for its cancellation, and then yields to other threads.</summary>
    private static async Task<HttpResponseMessage> EndSlowlyAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        for (var i = 0; i < 200_000; i++)
        {
            await Task.Yield();
        }

        throw new OperationCanceledException(cancellationToken);
    }
}
