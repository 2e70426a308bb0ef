using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Export;

/// <summary>A destination of the application's own needs one class and one call.</summary>
public sealed class AddExporterTests
{
    private const string Category = "PrometheusMetrics.Hosting.MetricExportService";

    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    [Fact]
    public async Task An_exporter_gets_the_metrics_at_shutdown()
    {
        var toy = new ToyExporter();
        using var host = await StartAsync(toy, configure: null);
        host.Host.Factory().CreateCounter("orders_total", "").Inc(3);
        host.Clock.Advance(10 * Interval);
        Assert.Equal(0, toy.Exports);

        await host.StopAsync();

        Assert.Contains("\norders_total 3\n", await toy.NextAsync(), StringComparison.Ordinal);
        Assert.Equal(1, toy.Exports);
        Assert.Equal((1, 0), (Attempts(host, "success"), Attempts(host, "failure")));
        var line = Assert.Single(host.Log.Of(Category));
        Assert.Equal((LogLevel.Information, "The last metrics were exported by 'toy'."), (line.Level, line.Message));
        Assert.Empty(host.Gateway.Pushes);
    }

    [Fact]
    public async Task An_exporter_has_a_schedule_of_its_own_beside_the_pushes()
    {
        var toy = new ToyExporter();
        using var host = await StartAsync(
            toy,
            schedule => (schedule.Interval, schedule.ExportOnShutdown) = (Interval, false),
            ("Endpoint", "http://gateway:9091"));

        for (var i = 1; i <= 3; i++)
        {
            host.Clock.Advance(Interval);
            await toy.NextAsync();
            await AttemptsBecome(host, "success", i);
        }

        Assert.Empty(host.Gateway.Pushes);
        await host.StopAsync();

        Assert.Equal((3, 1), (toy.Exports, host.Gateway.Pushes.Count));
        Assert.Equal((3, 1), (Attempts(host, "success"), host.Attempts("success")));
    }

    [Fact]
    public async Task A_failure_is_logged_when_it_begins_and_when_it_ends_and_names_the_exporter()
    {
        var toy = new ToyExporter { Answer = _ => throw new NotSupportedException("No such bucket.") };
        using var host = await StartAsync(toy, schedule => (schedule.Interval, schedule.ExportOnShutdown) = (Interval, false));
        for (var i = 1; i <= 3; i++)
        {
            host.Clock.Advance(Interval);
            await AttemptsBecome(host, "failure", i);
        }

        toy.Answer = _ => Task.CompletedTask;
        host.Clock.Advance(Interval);
        await AttemptsBecome(host, "success", 1);
        await host.StopAsync();

        var lines = host.Log.Of(Category);
        Assert.Equal([LogLevel.Warning, LogLevel.Information], lines.Select(line => line.Level));
        Assert.StartsWith("The exporter 'toy' failed. No such bucket. ", lines[0].Message, StringComparison.Ordinal);
        Assert.IsType<NotSupportedException>(lines[0].Exception);
        Assert.Equal("The exporter 'toy' works again, after 10800 s with 3 failed exports.", lines[1].Message);
    }

    [Fact]
    public async Task An_exporter_that_fails_again_after_a_success_is_logged_again()
    {
        var toy = new ToyExporter();
        using var host = await StartAsync(toy, schedule => (schedule.Interval, schedule.ExportOnShutdown) = (Interval, false));
        for (var i = 1; i <= 2; i++)
        {
            toy.Answer = _ => throw new NotSupportedException("No such bucket.");
            host.Clock.Advance(Interval);
            await AttemptsBecome(host, "failure", i);
            toy.Answer = _ => Task.CompletedTask;
            host.Clock.Advance(Interval);
            await AttemptsBecome(host, "success", i);
        }

        await host.StopAsync();

        Assert.Equal(4, host.Log.Of(Category).Count);
    }

    [Fact]
    public async Task An_exporter_that_takes_too_long_is_cancelled_and_named()
    {
        var toy = new ToyExporter { Answer = token => Task.Delay(Timeout.Infinite, token) };
        using var host = await StartAsync(toy, schedule => schedule.Timeout = TimeSpan.FromSeconds(5));

        var (stop, seen) = (host.Host.StopAsync(), 0);
        await Eventually.HoldsAsync("the host stops", () =>
        {
            // No attempt exceeds its time limit before the exporter has got its metrics.
            if (toy.Exports > seen)
            {
                seen = toy.Exports;
                host.Clock.Advance(TimeSpan.FromSeconds(5));
            }
            else if (host.Clock.TimeToNextTimer is { } next && next <= TimeSpan.FromSeconds(2))
            {
                host.Clock.Advance(next);
            }

            return stop.IsCompleted;
        });
        await stop;

        Assert.Equal(
            "The last metrics were not exported by 'toy' and are lost. The result is uncertain: a request was sent without an answer, " +
            "and the destination may have processed it or may still do so: it took longer than 00:00:05 (MetricExportOptions.Timeout).",
            Assert.Single(host.Log.Of(Category)).Message);
        Assert.Equal((0, toy.Exports), (Attempts(host, "success"), Attempts(host, "failure")));
    }

    [Fact]
    public async Task An_exporter_that_cancels_by_itself_has_failed()
    {
        var toy = new ToyExporter { Answer = _ => throw new OperationCanceledException("gave up early") };
        using var host = await StartAsync(toy, configure: null);

        await host.StopWhilePausesPassAsync();

        Assert.Contains("gave up early", Assert.Single(host.Log.Of(Category)).Message, StringComparison.Ordinal);
        Assert.Equal((0, toy.Exports), (Attempts(host, "success"), Attempts(host, "failure")));
    }

    [Fact]
    public async Task An_export_under_way_without_one_at_shutdown_is_cancelled_and_logged()
    {
        var toy = new ToyExporter { Answer = token => Task.Delay(Timeout.Infinite, token) };
        using var host = await StartAsync(toy, schedule => (schedule.Interval, schedule.ExportOnShutdown) = (Interval, false));
        host.Clock.Advance(Interval);
        await toy.NextAsync();

        await host.StopAsync();

        Assert.Equal(
            "The export of 'toy' was cancelled because the host is stopping.", Assert.Single(host.Log.Of(Category)).Message);
        Assert.Equal(1, Attempts(host, "failure"));
    }

    [Fact]
    public async Task An_export_that_the_shutdown_time_cuts_off_is_logged_as_lost()
    {
        var toy = new ToyExporter { Answer = _ => Task.Delay(Timeout.Infinite, CancellationToken.None) };
        using var timeIsOver = new CancellationTokenSource();
        using var host = await StartAsync(toy, configure: null);

        var stop = host.Host.StopAsync(timeIsOver.Token);
        await toy.NextAsync();
        await timeIsOver.CancelAsync();
        await stop.InTime();

        Assert.StartsWith(
            "The last metrics were not exported by 'toy' and are lost",
            Assert.Single(host.Log.Of(Category)).Message,
            StringComparison.Ordinal);
        Assert.Equal(1, Attempts(host, "failure"));
    }

    [Fact]
    public async Task What_an_exporter_does_when_it_is_cancelled_may_block_and_the_shutdown_ends_in_time()
    {
        using var end = new ManualResetEventSlim();
        var toy = new ToyExporter
        {
            Answer = async token =>
            {
                using var blocking = token.Register(() => end.Wait(CancellationToken.None));
                await Task.Delay(Timeout.Infinite, token);
            },
        };
        using var timeIsOver = new CancellationTokenSource();
        using var host = await StartAsync(toy, schedule => schedule.Interval = Interval);
        host.Clock.Advance(Interval);
        await toy.NextAsync();

        var stop = host.Host.StopAsync(timeIsOver.Token);
        await timeIsOver.CancelAsync().InTime();
        try
        {
            await stop.InTime();
        }
        finally
        {
            end.Set();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_an_exporter_does_when_it_is_cancelled_may_throw_and_reaches_neither_the_timer_nor_the_host(bool stops)
    {
        var toy = new ToyExporter();
        toy.Answer = async token =>
        {
            toy.Answer = _ => Task.CompletedTask;
            var answer = new TaskCompletionSource();
            using var throwing = token.Register(() =>
            {
                answer.SetCanceled(token);
                throw new ObjectDisposedException("socket");
            });
            await answer.Task;
        };
        using var host = await StartAsync(
            toy, schedule => (schedule.Interval, schedule.ExportOnShutdown) = (Interval, !stops));
        host.Clock.Advance(Interval);
        await toy.NextAsync();
        if (!stops)
        {
            host.Clock.Advance(TimeSpan.FromSeconds(10));
            await AttemptsBecome(host, "failure", 1);
        }

        await host.StopWhilePausesPassAsync();

        // The last one is confirmed, because the one that was cancelled may arrive late.
        Assert.Equal(stops ? 1 : 3, toy.Exports);
        Assert.Equal((stops ? 0 : 2, 1), (Attempts(host, "success"), Attempts(host, "failure")));
    }

    [Fact]
    public async Task At_its_time_limit_an_exporter_is_cancelled_whatever_goes_on_after_the_shutdown()
    {
        var given = new TaskCompletionSource<CancellationToken>();

        // It is not called again, so the stop of the host ends with the call.
        var toy = new GivesUpExporter
        {
            Answer = token =>
            {
                given.SetResult(token);
                return Task.Delay(Timeout.Infinite, CancellationToken.None);
            },
        };
        using var host = await StartAsync(toy, schedule => schedule.Timeout = TimeSpan.FromSeconds(3));

        var cancelled = StopAndBlockAsync();
        await toy.NextAsync();
        await given.Task.InTime();
        host.Clock.Advance(TimeSpan.FromSeconds(3));

        Assert.True(await cancelled.InTime());

        async Task<bool> StopAndBlockAsync()
        {
            await host.Host.StopAsync();
            return (await given.Task).WaitHandle.WaitOne(Eventually.Deadline);
        }
    }

    [Fact]
    public async Task An_exporter_that_has_an_exception_of_its_own_for_its_cancellation_is_counted_once_and_not_logged_at_the_end()
    {
        var toy = new ToyExporter();
        toy.Answer = async token =>
        {
            toy.Answer = _ => Task.CompletedTask;
            try
            {
                await Task.Delay(Timeout.Infinite, token);
            }
            catch (OperationCanceledException exception)
            {
                throw new IOException("Status(StatusCode=\"Cancelled\")", exception);
            }
        };
        using var host = await StartAsync(
            toy, schedule => (schedule.Interval, schedule.Timeout) = (Interval, TimeSpan.FromDays(1)));
        host.Clock.Advance(Interval);
        await toy.NextAsync();

        await host.StopWhileTimePassesAsync(TimeSpan.FromSeconds(30));

        Assert.Equal("The last metrics were exported by 'toy'.", Assert.Single(host.Log.Of(Category)).Message);
        Assert.Equal((1, 1), (Attempts(host, "success"), Attempts(host, "failure")));
    }

    [Fact]
    public async Task At_shutdown_exporters_run_side_by_side()
    {
        var (first, second) = (new ToyExporter(), new SecondExporter());
        Task[] both = [];
        both = [Arrival(first), Arrival(second)];
        using var host = await PushingHost.StartAsync(builder =>
        {
            builder.Services.AddSingleton(first).AddSingleton(second);
            builder.Services.AddPrometheusMetrics().AddExporter<ToyExporter>("toy").AddExporter<SecondExporter>("second");
        });

        await host.StopAsync();

        Assert.Equal((1, 1), (first.Exports, second.Exports));

        Task Arrival(ToyExporter exporter)
        {
            var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            exporter.Answer = async _ =>
            {
                arrived.SetResult();
                await Task.WhenAll(both);
            };
            return arrived.Task;
        }
    }

    [Fact]
    public async Task An_exporter_that_hangs_delays_no_other()
    {
        var (toy, hanging) = (new ToyExporter(), new SecondExporter { Answer = token => Task.Delay(Timeout.Infinite, token) });
        using var host = await PushingHost.StartAsync(builder =>
        {
            builder.Services.AddSingleton(toy).AddSingleton(hanging);
            builder.Services.AddPrometheusMetrics()
                .AddExporter<SecondExporter>("second", schedule => (schedule.Interval, schedule.Timeout) = (Interval, TimeSpan.FromDays(1)))
                .AddExporter<ToyExporter>("toy", schedule => schedule.Interval = Interval);
        });

        for (var i = 1; i <= 3; i++)
        {
            host.Clock.Advance(Interval);
            await toy.NextAsync();
            await AttemptsBecome(host, "success", i);
        }

        await hanging.NextAsync();
        Assert.Equal(1, hanging.Exports);
        hanging.Answer = _ => Task.CompletedTask;
        await host.StopWhileTimePassesAsync();
    }

    [Fact]
    public async Task Adding_it_twice_adds_it_once_and_both_calls_set_its_schedule()
    {
        var toy = new ToyExporter();
        using var host = await PushingHost.StartAsync(builder =>
        {
            builder.Services.AddSingleton(toy);
            builder.Services.AddPrometheusMetrics()
                .AddExporter<ToyExporter>("toy", schedule => schedule.Interval = Interval)
                .AddExporter<ToyExporter>("toy", schedule => schedule.Timeout = TimeSpan.FromSeconds(3));
        });

        await host.StopAsync();

        var schedule = host.Host.Services.GetRequiredService<IOptionsMonitor<MetricExportOptions>>().Get("toy");
        Assert.Equal((Interval, TimeSpan.FromSeconds(3)), (schedule.Interval, schedule.Timeout));
        Assert.Equal(1, toy.Exports);
    }

    [Fact]
    public async Task The_schedule_may_come_from_options_of_the_exporters_own()
    {
        var toy = new ToyExporter();
        using var host = await PushingHost.StartAsync(builder =>
        {
            builder.Services.AddSingleton(toy);
            builder.Services.AddPrometheusMetrics().AddExporter<ToyExporter>("toy");
            builder.Services.AddOptions<MetricExportOptions>("toy")
                .Configure<IHostEnvironment>((schedule, environment) => schedule.Enabled = environment.ApplicationName != "invoices");
        });

        await host.StopAsync();

        Assert.Equal(0, toy.Exports);
    }

    [Theory]
    [InlineData("00:00:00", "00:00:01", "Interval is 00:00:00, but must be 1 millisecond to 1 day. Write 00:00:15 for 15 seconds.")]
    [InlineData("1.00:00:01", "00:00:01", "Interval is 1.00:00:01, but must be 1 millisecond to 1 day.")]
    [InlineData("00:00:01", "00:00:00", "Timeout is 00:00:00, but must be more than zero and at most 1 day.")]
    [InlineData(null, "00:00:01", "nothing would ever be exported: set Interval or ExportOnShutdown, or set Enabled to false.")]
    public async Task A_schedule_that_could_not_work_is_refused_at_start(string? interval, string timeout, string advice)
    {
        var start = StartAsync(new ToyExporter(), schedule =>
        {
            schedule.Interval = interval is null ? null : TimeSpan.Parse(interval, System.Globalization.CultureInfo.InvariantCulture);
            schedule.Timeout = TimeSpan.Parse(timeout, System.Globalization.CultureInfo.InvariantCulture);
            schedule.ExportOnShutdown = false;
        });

        var refusal = await Assert.ThrowsAsync<OptionsValidationException>(() => start);

        Assert.StartsWith($"The exporter 'toy': {advice}", Assert.Single(refusal.Failures), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("toy")]
    [InlineData("Pushgateway")]
    public void A_name_that_another_exporter_has_is_refused(string name)
    {
        var metrics = new ServiceCollection().AddPrometheusMetrics().AddExporter<ToyExporter>("toy");

        var refusal = Assert.Throws<InvalidOperationException>(() => metrics.AddExporter<SecondExporter>(name));

        Assert.Contains($"The exporter '{name}' is ", refusal.Message, StringComparison.Ordinal);
        Assert.EndsWith("so SecondExporter can't have its name. Choose another name.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_exporters_of_one_class_have_names_and_schedules_of_their_own()
    {
        var (first, second) = (new ToyExporter(), new ToyExporter());
        using var host = await PushingHost.StartAsync(builder => builder.Services.AddPrometheusMetrics()
            .AddExporter("first", _ => first, schedule => (schedule.Interval, schedule.ExportOnShutdown) = (Interval, false))
            .AddExporter("second", _ => second));

        host.Clock.Advance(Interval);
        await first.NextAsync();
        Assert.Equal((1, 0), (first.Exports, second.Exports));
        await host.StopAsync();

        Assert.Equal((1, 1), (first.Exports, second.Exports));
        Assert.Same(first, host.Host.Services.GetRequiredKeyedService<IMetricExporter>("first"));
        Assert.All(["first", "second"], name => Assert.Equal(
            1,
            host.Host.Registry().FindSampleValue("metrics_export_attempts_total", ("exporter", name), ("outcome", "success"))));
    }

    [Fact]
    public void An_exporter_from_the_same_function_is_added_once_and_one_from_another_function_is_refused()
    {
        Func<IServiceProvider, IMetricExporter> create = _ => new ToyExporter();
        var metrics = new ServiceCollection().AddPrometheusMetrics().AddExporter("toy", create).AddExporter("toy", create);

        var refusal = Assert.Throws<InvalidOperationException>(() => metrics.AddExporter("toy", _ => new SecondExporter()));

        Assert.Equal(
            "The exporter 'toy' is one from a function already, so one from a function can't have its name. Choose another name.",
            refusal.Message);
        Assert.Single(
            metrics.Services,
            service => service is { IsKeyedService: false, ImplementationInstance: ExporterRegistration { Name: "toy" } });
        Assert.Throws<InvalidOperationException>(() => metrics.AddExporter<ToyExporter>("toy"));
        Assert.Throws<ArgumentNullException>(() => metrics.AddExporter("other", null!));
        Assert.Throws<ArgumentException>(() => metrics.AddExporter(" ", create));
    }

    [Fact]
    public void Null_and_an_empty_name_are_refused()
    {
        var metrics = new ServiceCollection().AddPrometheusMetrics();

        Assert.Throws<ArgumentNullException>(() => default(IPrometheusMetricsBuilder)!.AddExporter<ToyExporter>("toy"));
        Assert.Throws<ArgumentNullException>(() => metrics.AddExporter<ToyExporter>(null!));
        Assert.Throws<ArgumentException>(() => metrics.AddExporter<ToyExporter>(" "));
    }

    private static Task<PushingHost> StartAsync(
        ToyExporter toy, Action<MetricExportOptions>? configure, params (string, string?)[] settings) =>
        PushingHost.StartAsync(
            builder =>
            {
                builder.Services.AddSingleton(toy);
                builder.Services.AddPrometheusMetrics().AddExporter<ToyExporter>("toy", configure);
            },
            settings);

    private static double Attempts(PushingHost host, string outcome) =>
        host.Host.Registry().FindSampleValue("metrics_export_attempts_total", ("exporter", "toy"), ("outcome", outcome)) ?? 0;

    private static Task AttemptsBecome(PushingHost host, string outcome, double count) =>
        Eventually.HoldsAsync($"{count} × {outcome}", () => Attempts(host, outcome) == count);

    private sealed class SecondExporter : ToyExporter;

    private sealed class GivesUpExporter : ToyExporter, IMetricExporter
    {
        ExportFailureKind IMetricExporter.Classify(Exception exception) => ExportFailureKind.Permanent;
    }
}
