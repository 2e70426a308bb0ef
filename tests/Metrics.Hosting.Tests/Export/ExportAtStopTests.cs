using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Export;

/// <summary>Exports while the host stops, and after: the shutdown time is 30 seconds on the clock of the test.</summary>
[Collection("The exit code of the process")]
public sealed class ExportAtStopTests
{
    private const string Category = "PrometheusMetrics.Hosting.MetricExportService";

    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_host_that_stops_quickly_exports_once()
    {
        var toy = new LastExporter();
        using var host = await StartAsync(toy);

        await host.StopAsync();

        Assert.Equal(["last"], toy.Calls);
        Assert.Equal(0, host.Clock.Timers);
    }

    [Fact]
    public async Task While_other_services_stop_it_exports_soon_and_when_a_fifth_of_the_time_is_left_and_last_when_they_have_stopped()
    {
        var toy = new LastExporter();
        var slow = new SlowService();
        using var host = await StartAsync(toy, slow);
        var stop = host.Host.StopAsync();
        await slow.Stopping;

        host.Clock.Advance(Second / 2);
        await toy.NextAsync();
        await AttemptsBecome(host, "success", 1);
        host.Clock.Advance(23.5 * Second - TimeSpan.FromTicks(1));
        Assert.Equal(["ordinary"], toy.Calls);
        host.Clock.Advance(TimeSpan.FromTicks(1));
        await toy.NextAsync();
        await AttemptsBecome(host, "success", 2);
        host.Clock.Advance(3 * Second);
        slow.Stop();
        await stop.InTime();

        Assert.Equal(["ordinary", "last", "last"], toy.Calls);
        Assert.Equal("The last metrics were exported by 'toy'.", Assert.Single(host.Log.Of(Category)).Message);
    }

    [Fact]
    public async Task What_was_exported_near_the_end_is_not_lost_if_the_time_is_over_and_the_message_says_what_may_be_missing()
    {
        using var timeIsOver = new CancellationTokenSource();
        var toy = new LastExporter();
        var slow = new SlowService();
        using var host = await StartAsync(toy, slow, failOnLoss: true);
        var stop = host.Host.StopAsync(timeIsOver.Token);
        await slow.Stopping;
        host.Clock.Advance(24 * Second);
        await Eventually.HoldsAsync("both exports are made", () => Attempts(host, "success") == 2);

        host.Clock.Advance(6 * Second);
        await timeIsOver.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stop.InTime());

        Assert.Equal(["ordinary", "last"], toy.Calls.Order(StringComparer.Ordinal).Reverse());
        var line = Assert.Single(host.Log.Of(Category));
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.Equal(
            "What was measured in the last 6 s was not exported by 'toy': the host's shutdown timeout expired. Raise " +
            "HostOptions.ShutdownTimeout. Not stopped in time: SlowService. The metrics before that were exported.",
            line.Message);
        Assert.Equal((2, 0), (Attempts(host, "success"), Attempts(host, "failure")));
        Assert.Equal(0, Environment.ExitCode);
    }

    [Theory]
    [InlineData(false, "SlowWorker")]
    [InlineData(true, "SlowWorker")]
    public async Task The_message_names_the_background_service_that_used_the_time_up(bool concurrently, string name)
    {
        using var timeIsOver = new CancellationTokenSource();
        var toy = new LastExporter();
        using var worker = new SlowWorker();
        using var host = await PushingHost.StartAsync(builder =>
        {
            // Services stop in reverse order: the quick one is not asked to stop before the slow one has stopped.
            builder.Services.AddHostedService<QuickWorker>();
            builder.Services.AddPrometheusMetrics().AddExporter("toy", _ => toy);
            builder.Services.AddSingleton<IHostedService>(worker);
            builder.Services.AddHostedService<StoppedWorker>();
            builder.Services.Configure<HostOptions>(options => options.ServicesStopConcurrently = concurrently);
        });

        await worker.Running;
        var stop = host.Host.StopAsync(timeIsOver.Token);
        await worker.Stopping;
        if (concurrently)
        {
            await HasEndedAsync<QuickWorker>(host);
        }

        await HasEndedAsync<StoppedWorker>(host);

        host.Clock.Advance(24 * Second);
        await AttemptsBecome(host, "success", 2);
        await timeIsOver.CancelAsync();
        await Record.ExceptionAsync(() => stop.InTime());

        Assert.Contains($". Not stopped in time: {name}. ", Assert.Single(host.Log.Of(Category)).Message, StringComparison.Ordinal);
        worker.Release();
    }

    [Fact]
    public async Task A_call_in_progress_is_not_cancelled_and_the_last_export_comes_after_it()
    {
        var toy = new LastExporter();
        using var host = await StartAsync(toy, interval: TimeSpan.FromMinutes(1));
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        toy.Answer = token => release.Task.WaitAsync(token);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await toy.NextAsync();

        var stop = host.StopAsync();
        host.Clock.Advance(3 * Second);
        Assert.False(stop.IsCompleted);
        release.SetResult();
        await stop;

        Assert.Equal(["ordinary", "last"], toy.Calls);
        Assert.Equal((2, 0), (Attempts(host, "success"), Attempts(host, "failure")));
    }

    [Fact]
    public async Task A_call_in_progress_that_hangs_makes_room_near_the_end_and_the_last_export_is_confirmed()
    {
        var toy = new LastExporter();
        using var host = await StartAsync(toy, interval: TimeSpan.FromMinutes(1), timeout: TimeSpan.FromHours(1));
        HangOnce(toy);
        host.Clock.Advance(TimeSpan.FromMinutes(1));
        await toy.NextAsync();

        var stop = host.StopAsync();
        await Eventually.HoldsAsync("it waits to make room", () => host.Clock.TimeToNextTimer == 27 * Second);
        host.Clock.Advance(27 * Second - TimeSpan.FromTicks(1));
        Assert.Equal(["ordinary"], toy.Calls);
        host.Clock.Advance(TimeSpan.FromTicks(1));
        await toy.NextAsync();
        await AttemptsBecome(host, "success", 1);
        Assert.False(stop.IsCompleted);
        await PassPauseAsync(host.Clock, Second);
        await stop;

        Assert.Equal(["ordinary", "last", "last"], toy.Calls);
        Assert.Equal((2, 1), (Attempts(host, "success"), Attempts(host, "failure")));
        Assert.Equal("The last metrics were exported by 'toy'.", Assert.Single(host.Log.Of(Category)).Message);
    }

    [Fact]
    public async Task After_a_call_without_an_answer_the_last_export_is_confirmed_and_after_two_successes_it_is_not()
    {
        var minute = TimeSpan.FromMinutes(1);
        var toy = new LastExporter();
        using var host = await StartAsync(toy, interval: minute);
        HangOnce(toy);
        host.Clock.Advance(minute);
        await toy.NextAsync();
        host.Clock.Advance(10 * Second);
        await AttemptsBecome(host, "failure", 1);
        host.Clock.Advance(minute - (10 * Second));
        await toy.NextAsync();
        await AttemptsBecome(host, "success", 1);

        // More than a second after the first answer: this export itself is the confirmation.
        host.Clock.Advance(Second);
        await host.StopAsync();

        Assert.Equal(["ordinary", "ordinary", "last"], toy.Calls);
    }

    [Fact]
    public async Task If_there_is_no_time_to_confirm_the_last_export_the_result_is_uncertain()
    {
        using var kit = new ExportKit();
        kit.Toy.Answer = _ =>
        {
            kit.Toy.Answer = _ => Task.CompletedTask;
            throw new OperationCanceledException();
        };
        var clock = new ShutdownClock(Second, kit.Clock);
        clock.Begin();
        kit.Export.Stopping(clock, () => { });

        var stop = kit.Export.StoppedAsync(clock, stillRunning: null, CancellationToken.None);
        await kit.CountBecomes(ExportOutcome.Failure, 1);
        await PassPauseAsync(kit.Clock, Second / 5);
        await stop.InTime();

        Assert.Equal((2, 1), (kit.Toy.Exports, kit.Count(ExportOutcome.Success)));
        Assert.Equal(["last uncertain"], kit.Reports);
    }

    [Fact]
    public async Task The_last_export_is_tried_again_until_it_succeeds_and_only_its_success_is_logged()
    {
        var toy = new LastExporter();
        var failures = 0;
        toy.Answer = _ => ++failures <= 5 ? throw new IOException("starting") : Task.CompletedTask;
        using var host = await StartAsync(toy);

        await host.StopWhilePausesPassAsync();

        Assert.Equal(6, toy.Exports);
        Assert.Equal((1, 5), (Attempts(host, "success"), Attempts(host, "failure")));
        Assert.Equal("The last metrics were exported by 'toy'.", Assert.Single(host.Log.Of(Category)).Message);
    }

    [Fact]
    public async Task The_last_export_is_tried_until_the_time_is_over_and_the_loss_has_the_reason()
    {
        var toy = new LastExporter { Answer = _ => throw new IOException("gone\u001b[31m\nfor ever") };
        using var host = await StartAsync(toy);
        var began = host.Clock.UtcNow;

        await host.StopWhilePausesPassAsync();

        Assert.InRange(host.Clock.UtcNow - began, 27 * Second, 30 * Second);
        Assert.InRange(toy.Exports, 14, 40);
        Assert.Equal((0, toy.Exports), (Attempts(host, "success"), Attempts(host, "failure")));
        var line = Assert.Single(host.Log.Of(Category));
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.Equal(@"The last metrics were not exported by 'toy' and are lost. gone\u001B[31m\nfor ever", line.Message);
    }

    [Fact]
    public async Task A_permanent_failure_is_not_tried_again()
    {
        var toy = new LastExporter { Answer = _ => throw new IOException("rejected"), Kind = ExportFailureKind.Permanent };
        using var host = await StartAsync(toy);

        await host.StopAsync();

        Assert.Equal(1, toy.Exports);
    }

    [Fact]
    public async Task An_exporter_that_cannot_classify_its_failure_is_confirmed_as_an_uncertain_one()
    {
        var toy = new LastExporter { Kind = null };
        toy.Answer = _ =>
        {
            toy.Answer = _ => Task.CompletedTask;
            throw new IOException("reset");
        };
        using var host = await StartAsync(toy);

        await host.StopWhilePausesPassAsync();

        Assert.Equal((2, 1), (Attempts(host, "success"), Attempts(host, "failure")));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 0)]
    public async Task A_lost_export_sets_the_exit_code_of_the_process_if_that_is_wanted(bool isWanted, int exitCode)
    {
        Assert.Equal(0, Environment.ExitCode);
        var toy = new LastExporter { Answer = _ => throw new IOException("rejected"), Kind = ExportFailureKind.Permanent };
        using var host = await StartAsync(toy, failOnLoss: isWanted);
        try
        {
            await host.StopAsync();

            Assert.Equal(exitCode, Environment.ExitCode);
        }
        finally
        {
            Environment.ExitCode = 0;
        }
    }

    [Fact]
    public async Task An_exit_code_that_is_set_already_stays()
    {
        var toy = new LastExporter { Answer = _ => throw new IOException("rejected"), Kind = ExportFailureKind.Permanent };
        using var host = await StartAsync(toy, failOnLoss: true);
        try
        {
            Environment.ExitCode = 3;
            await host.StopAsync();

            Assert.Equal(3, Environment.ExitCode);
        }
        finally
        {
            Environment.ExitCode = 0;
        }
    }

    [Fact]
    public async Task The_failure_of_a_background_service_leads_to_the_last_export()
    {
        var toy = new LastExporter();
        using var host = await StartAsync(toy, new FailingWorker());

        await host.Host.WaitForShutdownAsync().InTime();

        Assert.Equal(["last"], toy.Calls);
    }

    [Fact]
    public async Task StopApplication_leads_to_the_last_export()
    {
        var toy = new LastExporter();
        using var host = await StartAsync(toy);
        var end = host.Host.WaitForShutdownAsync();

        host.Host.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();
        await end.InTime();

        Assert.Equal(["last"], toy.Calls);
    }

    [Fact]
    public async Task An_exporter_that_blocks_its_thread_and_ignores_its_token_does_not_delay_the_end_of_the_host()
    {
        using var end = new ManualResetEventSlim();
        var toy = new LastExporter
        {
            Answer = _ =>
            {
                end.Wait(CancellationToken.None);
                return Task.CompletedTask;
            },
        };
        using var timeIsOver = new CancellationTokenSource();
        using var host = await StartAsync(toy);

        var stop = host.Host.StopAsync(timeIsOver.Token);
        await toy.NextAsync();
        await timeIsOver.CancelAsync();
        await stop.InTime();
        end.Set();

        Assert.Equal((0, 1), (Attempts(host, "success"), Attempts(host, "failure")));
        var line = Assert.Single(host.Log.Of(Category));
        Assert.Equal(
            "The last metrics were not exported by 'toy' and are lost: the host's shutdown timeout expired. Raise " +
            "HostOptions.ShutdownTimeout. The result is uncertain: a request was sent without an answer, and the destination may have " +
            "processed it or may still do so.",
            line.Message);
    }

    [Fact]
    public async Task A_collector_that_hangs_until_the_time_is_over_is_counted_and_logged()
    {
        using var source = new BlockingSource();
        using var timeIsOver = new CancellationTokenSource();
        var toy = new LastExporter();
        using var host = await PushingHost.StartAsync(builder =>
        {
            builder.Services.AddSingleton<IMetricSource>(source);
            builder.Services.AddPrometheusMetrics().AddExporter("toy", _ => toy);
        });

        var stop = host.Host.StopAsync(timeIsOver.Token);
        await source.Entered;
        await timeIsOver.CancelAsync();
        await stop.InTime();

        Assert.Equal((0, 1), (Attempts(host, "success"), Attempts(host, "failure")));
        Assert.EndsWith(
            "are lost: the host's shutdown timeout expired. Raise HostOptions.ShutdownTimeout.",
            Assert.Single(host.Log.Of(Category)).Message,
            StringComparison.Ordinal);
    }

    private static Task<PushingHost> StartAsync(
        LastExporter toy,
        IHostedService? service = null,
        TimeSpan? interval = null,
        TimeSpan? timeout = null,
        bool failOnLoss = false) =>
        PushingHost.StartAsync(builder =>
        {
            builder.Services.AddPrometheusMetrics().AddExporter("toy", _ => toy, schedule =>
            {
                schedule.Interval = interval;
                schedule.Timeout = timeout ?? schedule.Timeout;
                schedule.FailOnLostExport = failOnLoss;
            });
            if (service is not null)
            {
                builder.Services.AddSingleton(service);
            }
        });

    private static Task HasEndedAsync<T>(PushingHost host)
        where T : BackgroundService
    {
        var service = host.Host.Services.GetServices<IHostedService>().OfType<T>().Single();
        return Eventually.HoldsAsync($"{typeof(T).Name} has ended", () => service.ExecuteTask is { IsCompleted: true });
    }

    private static void HangOnce(ToyExporter toy) =>
        toy.Answer = token =>
        {
            toy.Answer = _ => Task.CompletedTask;
            return Task.Delay(Timeout.Infinite, token);
        };

    private static async Task PassPauseAsync(TestTimeProvider clock, TimeSpan pause)
    {
        await Eventually.HoldsAsync("it pauses", () => clock.TimeToNextTimer <= pause);
        clock.Advance(pause);
    }

    private static double Attempts(PushingHost host, string outcome) =>
        host.Host.Registry().FindSampleValue("metrics_export_attempts_total", ("exporter", "toy"), ("outcome", outcome)) ?? 0;

    private static Task AttemptsBecome(PushingHost host, string outcome, double count) =>
        Eventually.HoldsAsync($"{count} × {outcome}", () => Attempts(host, outcome) == count);
}
