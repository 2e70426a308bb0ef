using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Push;

/// <summary>Batch jobs that are run by <c>RunJobAsync</c>, in a container whose host is not started unless a test says so.</summary>
public sealed class RunJobTests : IDisposable
{
    private const string Group = "http://gateway:9091/metrics/job/invoices";

    private readonly PushingHost _host = PushingHost.Build(null, ("Endpoint", "http://gateway:9091"));

    private IMetricPusher Pusher => _host.Host.Services.GetRequiredService<IMetricPusher>();

    private FakeGateway Gateway => _host.Gateway;

    private MetricRegistry Registry => _host.Host.Registry();

    public void Dispose() => _host.Dispose();

    //
    [Fact]
    public async Task A_job_that_succeeds_is_measured_and_pushed_at_its_end()
    {
        await Pusher.RunJobAsync("import", _ =>
        {
            Assert.Empty(Gateway.Pushes);
            _host.Clock.Advance(TimeSpan.FromSeconds(90));
            return Task.CompletedTask;
        });

        var now = $"{_host.Clock.UtcNow.ToUnixTimeSeconds()}";
        var job = Assert.Single(PushesOf("import"));
        Assert.Equal(HttpMethod.Post, job.Method);
        Assert.Equal(
            [
                "batch_job_duration_seconds 90",
                "batch_job_failures_total 0",
                $"batch_job_last_completion_timestamp_seconds {now}",
                $"batch_job_last_success_timestamp_seconds {now}",
            ],
            Samples(job));
    }

    [Fact]
    public void A_job_ends_while_the_thread_of_a_user_interface_waits_for_it()
    {
        var work = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        SynchronizationContext? seen = null;

        BlockedContext.Wait(() =>
        {
            var run = Pusher.RunJobAsync("import", _ =>
            {
                seen = SynchronizationContext.Current;
                return work.Task;
            });
            work.SetResult();
            return run;
        });

        Assert.NotNull(seen);
        Assert.Single(PushesOf("import"));
    }

    [Fact]
    public void A_host_with_a_gateway_starts_and_stops_while_the_thread_of_a_user_interface_waits_for_it()
    {
        BlockedContext.Wait(() => _host.Host.StartAsync());
        BlockedContext.Wait(() => _host.Host.StopAsync());

        Assert.NotEmpty(Gateway.Pushes);
    }

    // the value that the gateway has stays.
    [Fact]
    public async Task A_job_that_fails_pushes_no_last_success_and_its_exception_passes_unchanged()
    {
        var failure = new InvalidTimeZoneException();

        var thrown = await Assert.ThrowsAsync<InvalidTimeZoneException>(() => Pusher.RunJobAsync("import", async _ =>
        {
            _host.Clock.Advance(TimeSpan.FromSeconds(2));
            await Task.Yield();
            throw failure;
        }));

        Assert.Same(failure, thrown);
        Assert.Equal(
            [
                "batch_job_duration_seconds 2",
                "batch_job_failures_total 1",
                $"batch_job_last_completion_timestamp_seconds {_host.Clock.UtcNow.ToUnixTimeSeconds()}",
            ],
            Samples(Assert.Single(PushesOf("import"))));
    }

    [Fact]
    public async Task A_failure_after_a_success_pushes_the_time_of_the_success()
    {
        await Pusher.RunJobAsync("import", _ => Task.CompletedTask);
        var success = _host.Clock.UtcNow.ToUnixTimeSeconds();
        _host.Clock.Advance(TimeSpan.FromMinutes(1));

        await Assert.ThrowsAsync<IOException>(() => Pusher.RunJobAsync("import", _ => throw new IOException()));

        Assert.Contains($"batch_job_last_success_timestamp_seconds {success}", Samples(PushesOf("import")[^1]));
    }

    [Fact]
    public async Task The_result_of_a_job_is_returned() =>
        Assert.Equal(42, await Pusher.RunJobAsync("import", async _ =>
        {
            await Task.Yield();
            return 42;
        }));

    [Fact]
    public async Task The_job_gets_the_token()
    {
        using var cancellation = new CancellationTokenSource();

        await Pusher.RunJobAsync(
            "import",
            token =>
            {
                Assert.Equal(cancellation.Token, token);
                return Task.CompletedTask;
            },
            cancellation.Token);
    }

    [Fact]
    public async Task Scrapes_see_the_job_with_a_label()
    {
        await Pusher.RunJobAsync("import", _ => Task.CompletedTask);
        await Assert.ThrowsAsync<IOException>(() => Pusher.RunJobAsync("export", _ => throw new IOException()));

        var now = (double)_host.Clock.UtcNow.ToUnixTimeSeconds();
        Assert.Equal(0, Registry.GetSampleValue("batch_job_duration_seconds", ("batch_job", "import")));
        Assert.Equal(0, Registry.GetSampleValue("batch_job_failures_total", ("batch_job", "import")));
        Assert.Equal(now, Registry.GetSampleValue("batch_job_last_completion_timestamp_seconds", ("batch_job", "import")));
        Assert.Equal(now, Registry.GetSampleValue("batch_job_last_success_timestamp_seconds", ("batch_job", "import")));
        Assert.Equal(1, Registry.GetSampleValue("batch_job_failures_total", ("batch_job", "export")));
        Assert.Null(Registry.FindSampleValue("batch_job_last_success_timestamp_seconds", ("batch_job", "export")));
    }

    [Fact]
    public async Task Failures_are_0_while_the_first_run_is_in_progress() => await Pusher.RunJobAsync("import", _ =>
    {
        Assert.Equal(0, Registry.GetSampleValue("batch_job_failures_total", ("batch_job", "import")));
        Assert.Null(Registry.FindSampleValue("batch_job_last_completion_timestamp_seconds", ("batch_job", "import")));
        return Task.CompletedTask;
    });

    [Fact]
    public void A_process_without_jobs_has_none_of_these_families()
    {
        _ = Pusher;

        Assert.Null(Registry.FindSampleValue("batch_job_failures_total"));
    }

    [Fact]
    public async Task Each_job_has_a_group_of_its_own_and_the_other_metrics_are_in_another()
    {
        _host.Host.Factory().CreateGauge("rows", "").Set(3);

        await Pusher.RunJobAsync("nightly/import", _ => Task.CompletedTask);
        await Pusher.RunJobAsync("export", _ => Task.CompletedTask);

        Assert.Equal(
            [Group, $"{Group}/batch_job/export", $"{Group}/batch_job@base64/bmlnaHRseS9pbXBvcnQ"],
            Gateway.Pushes.Select(push => push.Address.AbsoluteUri.TrimEnd('=')).Distinct().Order(StringComparer.Ordinal));
        var main = Gateway.Pushes.Where(push => push.Address.AbsoluteUri == Group).ToList();
        Assert.All(main, push => Assert.True(push.Has("rows 3")));
        Assert.All(main, push => Assert.DoesNotContain("batch_job", push.Body, StringComparison.Ordinal));
        Assert.All(main, push => Assert.Equal(HttpMethod.Put, push.Method));
    }

    [Fact]
    public async Task An_outcome_that_the_gateway_has_is_not_pushed_again()
    {
        await Pusher.RunJobAsync("import", _ => Task.CompletedTask);
        await Pusher.PushAsync();
        Assert.Single(PushesOf("import"));

        _host.Clock.Advance(TimeSpan.FromSeconds(1));
        await Pusher.RunJobAsync("import", _ => Task.CompletedTask);

        Assert.Equal(2, PushesOf("import").Count);
    }

    [Fact]
    public async Task A_failed_push_makes_no_job_fail_and_the_outcome_is_pushed_when_the_host_stops()
    {
        await _host.Host.StartAsync();
        Gateway.Answer = _ => Task.FromResult(FakeGateway.Status(HttpStatusCode.InternalServerError, "disk full"));

        Assert.Equal(42, await Pusher.RunJobAsync("import", _ => Task.FromResult(42)));

        Assert.Contains("disk full", Assert.Single(_host.Complaints).Message, StringComparison.Ordinal);
        var before = PushesOf("import").Count;
        Gateway.Answer = _ => Task.FromResult(FakeGateway.Status(HttpStatusCode.OK));
        await _host.StopAsync();
        Assert.Equal(before + 1, PushesOf("import").Count);
        Assert.True(PushesOf("import")[^1].Has("batch_job_failures_total 0"));
    }

    [Fact]
    public async Task A_failed_push_never_replaces_the_exception_of_the_job()
    {
        Gateway.Answer = _ => throw new HttpRequestException("refused");

        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => Pusher.RunJobAsync("import", _ => throw new InvalidTimeZoneException()));
    }

    [Fact]
    public async Task A_group_that_is_rejected_does_not_prevent_the_push_of_the_others()
    {
        Gateway.Answer = _ => Task.FromResult(FakeGateway.Status(HttpStatusCode.BadRequest));

        await Pusher.RunJobAsync("import", _ => Task.CompletedTask);

        Assert.Contains(Gateway.Pushes, push => push.Address.AbsoluteUri == Group);
    }

    [Fact]
    public async Task A_cancelled_job_has_failed_and_is_pushed()
    {
        using var cancellation = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Pusher.RunJobAsync(
            "import",
            async token =>
            {
                await cancellation.CancelAsync();
                token.ThrowIfCancellationRequested();
            },
            cancellation.Token));

        Assert.True(Assert.Single(PushesOf("import")).Has("batch_job_failures_total 1"));
    }

    [Fact]
    public async Task A_job_that_succeeded_does_not_fail_because_its_push_is_cancelled()
    {
        using var cancellation = new CancellationTokenSource();
        Gateway.Answer = async token =>
        {
            await cancellation.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
            return FakeGateway.Status(HttpStatusCode.OK);
        };

        Assert.Equal(42, await Pusher.RunJobAsync("import", _ => Task.FromResult(42), cancellation.Token).InTime());

        // Or the disposal of the host would wait for its push.
        Gateway.Answer = _ => Task.FromResult(FakeGateway.Status(HttpStatusCode.OK));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public async Task A_job_needs_a_name(string name) =>
        await Assert.ThrowsAsync<ArgumentException>(nameof(name), () => Pusher.RunJobAsync(name, _ => Task.CompletedTask));

    [Fact]
    public async Task A_job_does_not_run_if_the_application_has_another_metric_of_the_name()
    {
        _host.Host.Factory().CreateHistogram("batch_job_duration_seconds", "");

        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => Pusher.RunJobAsync("import", _ =>
        {
            Assert.Fail("The job ran.");
            return Task.CompletedTask;
        }));

        Assert.Contains("batch_job_duration_seconds", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_beyond_1000_are_measured_as_one_job()
    {
        using var host = BuildWithoutGateway();
        var pusher = host.Services.GetRequiredService<IMetricPusher>();

        for (var i = 0; i < 1010; i++)
        {
            await pusher.RunJobAsync($"job{i}", _ => Task.CompletedTask);
        }

        var jobs = host.Services.GetRequiredService<BatchJobs>().All.Select(job => job.Name).ToList();
        Assert.Equal(1001, jobs.Count);
        Assert.Equal(["_other"], jobs.Where(name => !name.StartsWith("job", StringComparison.Ordinal)));
        Assert.NotNull(host.Registry().FindSampleValue("batch_job_last_success_timestamp_seconds", ("batch_job", "_other")));
    }

    [Fact]
    public async Task Without_a_gateway_jobs_are_measured_for_scrapes()
    {
        using var host = BuildWithoutGateway();

        await host.Services.GetRequiredService<IMetricPusher>().RunJobAsync("import", _ => Task.CompletedTask);

        Assert.NotNull(host.Registry().FindSampleValue("batch_job_last_success_timestamp_seconds", ("batch_job", "import")));
    }

    [Fact]
    public async Task A_pusher_of_a_test_runs_the_job_and_pushes()
    {
        var pusher = new PusherOfATest();

        Assert.Equal(42, await pusher.RunJobAsync("import", _ => Task.FromResult(42)));
        await Assert.ThrowsAsync<IOException>(() => pusher.RunJobAsync("import", _ => throw new IOException()));

        Assert.Equal(2, pusher.Pushes);
    }

    private static IHost BuildWithoutGateway()
    {
        var builder = Worker.CreateBuilder();
        builder.Services.AddPrometheusMetrics();
        return builder.Build();
    }

    private List<FakeGateway.Push> PushesOf(string job) =>
        [.. Gateway.Pushes.Where(push => push.Address.AbsoluteUri.EndsWith($"/batch_job/{job}", StringComparison.Ordinal))];

    private static IEnumerable<string> Samples(FakeGateway.Push push) =>
        push.Body.Split('\n').Where(line => line.Length > 0 && line[0] != '#');

    private sealed class PusherOfATest : IMetricPusher
    {
        public int Pushes { get; private set; }

        public Task PushAsync(CancellationToken cancellationToken = default)
        {
            Pushes++;
            return Pushes == 1 ? Task.CompletedTask : Task.FromException(new TimeoutException());
        }
    }
}
