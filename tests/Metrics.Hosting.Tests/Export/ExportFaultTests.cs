using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Export;

/// <summary>Code of the application that fails or is used in an unusual order, which must not cost an export.</summary>
public sealed class ExportFaultTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task An_exception_whose_message_throws_ends_neither_the_exports_nor_the_stop()
    {
        using var kit = new ExportKit(schedule => schedule.Interval = Second);
        kit.Toy.Answer = _ => throw new Mute();
        kit.Export.Start();
        kit.Clock.Advance(Second);
        await kit.CountBecomes(ExportOutcome.Failure, 1);

        kit.Toy.Answer = _ => Task.CompletedTask;
        await Eventually.HoldsAsync("it waits for the next export", () => kit.Clock.TimeToNextTimer <= Second);
        kit.Clock.Advance(Second);
        await kit.CountBecomes(ExportOutcome.Success, 1);

        Assert.Contains("failed Transient", kit.Reports);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_service_that_cannot_be_looked_at_does_not_cost_the_last_export(bool timeIsOver)
    {
        using var time = new CancellationTokenSource();
        var toy = new LastExporter();
        var slow = new SlowService();
        using var host = await PushingHost.StartAsync(builder =>
        {
            builder.Services.AddHostedService<Unreadable>();
            builder.Services.AddSingleton<IHostedService>(slow);
            builder.Services.AddPrometheusMetrics().AddExporter("toy", _ => toy);
            builder.Services.AddHostedService<Unreadable>();
            builder.Services.AddTransient<IHostedService>(_ => new OnceOnly());
            builder.Services.Configure<HostOptions>(options => options.ServicesStopConcurrently = true);
        });
        OnceOnly.IsUsed = true;
        var stop = host.Host.StopAsync(time.Token);
        await slow.Stopping;
        host.Clock.Advance(24 * Second);
        await Eventually.HoldsAsync("the last export is made", () => toy.Calls.Contains("last"));
        if (timeIsOver)
        {
            await time.CancelAsync();
            await Record.ExceptionAsync(() => stop.InTime());
        }
        else
        {
            slow.Stop();
            await stop.InTime();
            Assert.Equal("last", toy.Calls[^1]);
        }

        OnceOnly.IsUsed = false;
        Assert.Single(host.Log.Of("PrometheusMetrics.Hosting.MetricExportService"));
    }

    [Fact]
    public async Task A_second_stop_at_the_same_time_adds_no_export()
    {
        var toy = new LastExporter();
        var slow = new Patient();
        using var host = await PushingHost.StartAsync(builder =>
        {
            builder.Services.AddPrometheusMetrics().AddExporter("toy", _ => toy);
            builder.Services.AddSingleton<IHostedService>(slow);
        });
        var first = host.Host.StopAsync();
        await slow.StopsBecome(1);
        var second = host.Host.StopAsync();
        await slow.StopsBecome(2);

        host.Clock.Advance(Second);
        await toy.NextAsync();
        slow.End.SetResult();
        await first.InTime();
        await second.InTime();

        Assert.Equal(["ordinary", "last"], toy.Calls);
        Assert.Equal(0, host.Clock.Timers);
    }

    [Fact]
    public async Task A_second_start_begins_no_second_schedule()
    {
        using var kit = new ExportKit(schedule => (schedule.ExportOnStart, schedule.Interval) = (true, Second));

        kit.Export.Start();
        kit.Export.Start();

        // The exports take turns, so this one comes after those of the starts.
        await kit.Export.ExportNowAsync(CancellationToken.None).InTime();
        Assert.Equal(2, kit.Toy.Exports);
    }

    [Fact]
    public async Task A_stop_or_an_exit_after_the_disposal_does_nothing()
    {
        var kit = new ExportKit();
        var clock = new ShutdownClock(30 * Second, kit.Clock);
        kit.Export.Start();
        await kit.Export.EndAsync(HostEnding.Disposal, hasStarted: true, Eventually.Deadline).InTime();
        kit.Dispose();

        clock.Begin();
        kit.Export.Stopping(clock, () => { });
        await kit.Export.StoppedAsync(clock, stillRunning: null, CancellationToken.None).InTime();
        await kit.Export.EndAsync(HostEnding.ProcessExit, hasStarted: true, Second).InTime();
        kit.Dispose();

        Assert.Equal(1, kit.Toy.Exports);
    }

    [Fact]
    public async Task A_host_that_is_stopped_after_its_disposal_does_not_fail()
    {
        var toy = new LastExporter();
        var host = await PushingHost.StartAsync(builder => builder.Services.AddPrometheusMetrics().AddExporter("toy", _ => toy));

        host.Host.Dispose();
        await host.StopAsync();
        host.Host.Dispose();

        Assert.Equal(["last"], toy.Calls);
    }

    [Fact]
    public async Task Nothing_is_exported_any_more_when_the_shutdown_time_is_over()
    {
        using var timeIsOver = new CancellationTokenSource();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var toy = new LastExporter { Answer = _ => release.Task };
        var slow = new SlowService();
        using var host = await PushingHost.StartAsync(builder =>
        {
            builder.Services.AddPrometheusMetrics().AddExporter("toy", _ => toy, schedule => schedule.Timeout = TimeSpan.FromMinutes(5));
            builder.Services.AddSingleton<IHostedService>(slow);
        });
        var export = host.Host.Services.GetRequiredService<MetricExports>().All.Single(export => export.Name == "toy");
        var stop = host.Host.StopAsync(timeIsOver.Token);
        await slow.Stopping;
        host.Clock.Advance(Second);
        await toy.NextAsync();
        host.Clock.Advance(28 * Second);
        await timeIsOver.CancelAsync();
        await Record.ExceptionAsync(() => stop.InTime());

        toy.Answer = _ => Task.CompletedTask;
        release.SetResult();

        // The exports take turns, so one that still waits comes before this one.
        await export.ExportNowAsync(CancellationToken.None).InTime();
        Assert.Equal(["ordinary", "ordinary"], toy.Calls);
    }

    [Fact]
    public async Task An_export_that_its_caller_cancels_is_not_a_failure_of_the_destination()
    {
        using var kit = new ExportKit();
        kit.Toy.Answer = token => Task.Delay(Timeout.Infinite, token);
        for (var i = 0; i < 3; i++)
        {
            using var cancellation = new CancellationTokenSource();
            var export = kit.Export.ExportNowAsync(cancellation.Token);
            await kit.Toy.NextAsync();
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => export.InTime());
        }

        await kit.CountBecomes(ExportOutcome.Failure, 3);
        kit.Toy.Answer = _ => Task.CompletedTask;
        await kit.Export.ExportNowAsync(CancellationToken.None).InTime();

        Assert.Empty(kit.Reports);
        Assert.Equal(0, kit.Export.Status.ConsecutiveFailures);
    }

    [Fact]
    public void A_provider_of_loggers_that_needs_the_options_of_the_host_is_created_once()
    {
        var providers = 0;
        using var log = new LogList();
        var host = PushingHost.Build(
            builder => builder.Services.AddSingleton<ILoggerProvider>(provider =>
            {
                _ = provider.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout;
                Assert.Equal(1, Interlocked.Increment(ref providers));
                return new LogList();
            }),
            ("Endpoint", "http://gateway:9091"));
        _ = host.Host.Factory();

        host.Dispose();

        Assert.Single(host.Log.AtLeast(LogLevel.Warning));
    }

    [Fact]
    public void Options_of_pushes_may_come_from_a_service_that_needs_the_options_of_the_host()
    {
        var host = PushingHost.Build(builder =>
        {
            builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(30));
            builder.Services.AddSingleton<IConfigureOptions<PushgatewayOptions>>(provider =>
            {
                var timeout = provider.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout;
                return new ConfigureOptions<PushgatewayOptions>(push => (push.Endpoint, push.Timeout) = ("gateway:9091", timeout));
            });
        });
        _ = host.Host.Factory();

        host.Dispose();

        Assert.Contains(": Pushgateway. ", Assert.Single(host.Log.AtLeast(LogLevel.Warning)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Hosts_that_have_ended_are_collected(bool stops)
    {
        List<WeakReference> hosts = [];
        for (var i = 0; i < 50; i++)
        {
            hosts.Add(await RunHostAsync(stops));
        }

        await Eventually.HoldsAsync("nothing refers to the hosts", () =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return hosts.Count(host => host.IsAlive) <= 1;
        });
    }

    private static async Task<WeakReference> RunHostAsync(bool stops)
    {
        using var host = await PushingHost.StartAsync(
            builder => builder.Services.AddPrometheusMetrics()
                .AddExporter("toy", _ => new LastExporter(), schedule => schedule.Interval = TimeSpan.FromMinutes(1)));
        if (stops)
        {
            await Task.WhenAll(host.Host.StopAsync(), host.Host.StopAsync());
        }

        return new WeakReference(host.Host.Services.GetRequiredService<MetricExports>());
    }

    private sealed class Mute : Exception
    {
        public override string Message => throw new InvalidOperationException("no message");
    }

    private sealed class Unreadable : BackgroundService
    {
        public override Task? ExecuteTask => throw new InvalidOperationException("not readable");

        public override Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;
    }

    private sealed class OnceOnly : IHostedService
    {
        public OnceOnly()
        {
            if (IsUsed)
            {
                throw new InvalidOperationException("created twice");
            }
        }

        public static bool IsUsed { get; set; }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Patient : IHostedService
    {
        private int _stops;

        public TaskCompletionSource End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task StopsBecome(int stops) =>
            Eventually.HoldsAsync($"{stops} stops", () => Volatile.Read(ref _stops) == stops);

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _stops);
            return End.Task;
        }
    }
}
