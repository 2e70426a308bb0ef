using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Export;

/// <summary>Exports that the application asks for.</summary>
public sealed class ExportOnDemandTests
{
    [Fact]
    public async Task It_needs_no_started_host()
    {
        var toy = new ToyExporter();
        using var services = new ServiceCollection().AddLogging().AddSingleton(toy)
            .AddPrometheusMetrics().AddExporter<ToyExporter>("toy").Services.BuildServiceProvider();
        services.GetRequiredService<IMetricFactory>().CreateCounter("orders_total", "").Inc(3);

        var export = services.GetRequiredService<MetricExports>().All.Single(export => export.Name == "toy");
        await export.ExportNowAsync(CancellationToken.None).InTime();

        Assert.Contains("\norders_total 3\n", await toy.NextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_waits_for_the_export_in_progress_and_all_who_wait_share_the_next_one()
    {
        using var kit = new ExportKit(schedule => schedule.ExportOnStart = true);
        var release = Hold(kit);
        kit.Export.Start();
        await kit.Toy.NextAsync();

        Task[] callers = [.. Enumerable.Range(0, 5).Select(_ => kit.Export.ExportNowAsync(CancellationToken.None))];
        Assert.DoesNotContain(callers, caller => caller.IsCompleted);
        release.SetResult();
        await Task.WhenAll(callers).InTime();

        Assert.Equal(2, kit.Toy.Exports);
        Assert.Equal(2, kit.Count(ExportOutcome.Success));
    }

    [Fact]
    public async Task A_caller_never_shares_an_export_that_began_before_it_asked()
    {
        using var kit = new ExportKit();
        var release = Hold(kit);
        var first = kit.Export.ExportNowAsync(CancellationToken.None);
        await kit.Toy.NextAsync();

        var second = kit.Export.ExportNowAsync(CancellationToken.None);
        release.SetResult();
        await Task.WhenAll(first, second).InTime();

        Assert.Equal(2, kit.Toy.Exports);
    }

    [Fact]
    public async Task The_caller_gets_the_failure_which_is_counted_and_logged_like_others()
    {
        using var kit = new ExportKit();
        kit.Toy.Answer = _ => throw new IOException("gone");

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal("gone", (await Assert.ThrowsAsync<IOException>(() => kit.Export.ExportNowAsync(CancellationToken.None))).Message);
        }

        Assert.Equal(2, kit.Count(ExportOutcome.Failure));
        Assert.Equal(["failed Transient"], kit.Reports);
    }

    [Fact]
    public async Task An_export_that_takes_too_long_is_a_timeout_for_the_caller()
    {
        using var kit = new ExportKit(schedule => schedule.Timeout = TimeSpan.FromSeconds(3));
        kit.Toy.Answer = token => Task.Delay(Timeout.Infinite, token);

        var export = kit.Export.ExportNowAsync(CancellationToken.None);
        await kit.Toy.NextAsync();
        kit.Clock.Advance(TimeSpan.FromSeconds(3));

        await Assert.ThrowsAsync<TimeoutException>(() => export.InTime());
        Assert.Equal(1, kit.Count(ExportOutcome.Failure));
    }

    [Fact]
    public async Task The_token_ends_the_wait_of_one_caller_and_the_export_if_no_other_waits()
    {
        using var kit = new ExportKit();
        var release = Hold(kit);
        using var cancellation = new CancellationTokenSource();
        var alone = kit.Export.ExportNowAsync(cancellation.Token);
        await kit.Toy.NextAsync();
        using var one = new CancellationTokenSource();
        var leaves = kit.Export.ExportNowAsync(one.Token);
        var stays = kit.Export.ExportNowAsync(CancellationToken.None);

        await one.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves.InTime());
        Assert.False(stays.IsCompleted);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => alone.InTime());
        await kit.CountBecomes(ExportOutcome.Failure, 1);
        release.SetResult();
        await stays.InTime();

        Assert.Equal(2, kit.Toy.Exports);
    }

    [Fact]
    public async Task A_token_that_is_cancelled_already_exports_nothing()
    {
        using var kit = new ExportKit();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => kit.Export.ExportNowAsync(new CancellationToken(canceled: true)));

        Assert.Equal((0, false), (kit.Toy.Exports, kit.Export.HasAttempted));
    }

    [Fact]
    public async Task After_the_disposal_it_is_refused()
    {
        var kit = new ExportKit();
        kit.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => kit.Export.ExportNowAsync(CancellationToken.None));
    }

    [Fact]
    public async Task It_does_not_run_on_the_thread_of_the_caller()
    {
        using var end = new ManualResetEventSlim();
        using var kit = new ExportKit();
        kit.Toy.Answer = _ =>
        {
            end.Wait(CancellationToken.None);
            return Task.CompletedTask;
        };

        var export = kit.Export.ExportNowAsync(CancellationToken.None);
        Assert.False(export.IsCompleted);
        end.Set();

        await export.InTime();
    }

    private static TaskCompletionSource Hold(ExportKit kit)
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        kit.Toy.Answer = token => release.Task.WaitAsync(token);
        return release;
    }
}
