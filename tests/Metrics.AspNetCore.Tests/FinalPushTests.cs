using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore;

// The end of any web server in the process is the end of the one that is awaited.
[Collection(nameof(RunsAlone))]
public sealed class FinalPushTests
{
    [Fact]
    public async Task The_push_at_shutdown_holds_the_last_request_of_the_server()
    {
        using var gateway = new FakeGateway();
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = CreateBuilder(gateway, new TestTimeProvider());
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.UseHttpMetrics();
            app.MapGet("/slow", () =>
            {
                arrived.SetResult();
                return release.Task;
            });
        });
        var answer = app.GetStatusAsync("/slow");
        await arrived.Task.InTime();

        var stop = app.App.StopAsync();
        release.SetResult();
        await stop.InTime();

        Assert.Equal(200, await answer);
        Assert.True(
            Assert.Single(gateway.Pushes).Has("""http_request_duration_seconds_count{method="GET",status="200",route="/slow"} 1"""));
    }

    [Fact]
    public async Task A_request_that_does_not_end_costs_only_what_is_counted_after_the_push_near_the_end_and_the_web_server_is_named()
    {
        using var gateway = new FakeGateway();
        using var timeIsOver = new CancellationTokenSource();
        var time = new TestTimeProvider();
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var builder = CreateBuilder(gateway, time);
        builder.Services.AddHostedService<QuickWorker>();
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.UseHttpMetrics();
            app.MapGet("/quick", () => "");
            app.MapGet("/endless", async (HttpContext context) =>
            {
                arrived.SetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            });
        });
        Assert.Equal(200, await app.GetStatusAsync("/quick"));
        var answer = app.GetStatusAsync("/endless");
        await arrived.Task.InTime();

        var stop = app.App.StopAsync(timeIsOver.Token);
        await Eventually.HoldsAsync("the host stops", () => app.App.Lifetime.ApplicationStopping.IsCancellationRequested);
        time.Advance(Eventually.Deadline * 0.8);
        var pushes = new[] { await gateway.NextAsync(), await gateway.NextAsync() };
        await Eventually.HoldsAsync(
            "both are accepted",
            () => app.Registry.FindSampleValue("metrics_push_attempts_total", ("outcome", "success")) == 2);
        await timeIsOver.CancelAsync();
        await Record.ExceptionAsync(() => stop.InTime());
        await answer;

        Assert.All(
            pushes, push => Assert.True(push.Has("""http_request_duration_seconds_count{method="GET",status="200",route="/quick"} 1""")));
        Assert.Equal(2, gateway.Pushes.Count);
        var complaint = Assert.Single(Complaints(app));
        Assert.StartsWith("What was measured in the last ", complaint, StringComparison.Ordinal);
        Assert.Contains(" Not stopped in time: the web server. ", complaint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_web_server_that_has_stopped_is_not_named_for_a_background_service_that_has_not()
    {
        using var gateway = new FakeGateway();
        using var timeIsOver = new CancellationTokenSource();
        var time = new TestTimeProvider();
        var builder = CreateBuilder(gateway, time);
        using var worker = new EndlessWorker();
        builder.Services.AddSingleton<IHostedService>(worker);
        await using var app = await TestApp.StartAsync(builder, app => app.MapGet("/", () => ""));
        Assert.Equal(200, await app.GetStatusAsync("/"));
        await worker.Running.InTime();

        var stop = app.App.StopAsync(timeIsOver.Token);
        await worker.Stopping.InTime();
        time.Advance(Eventually.Deadline * 0.8);
        await Eventually.HoldsAsync(
            "both pushes are accepted",
            () => app.Registry.FindSampleValue("metrics_push_attempts_total", ("outcome", "success")) == 2);
        await timeIsOver.CancelAsync();
        await Record.ExceptionAsync(() => stop.InTime());
        worker.Release();

        Assert.Contains(" Not stopped in time: EndlessWorker. ", Assert.Single(Complaints(app)), StringComparison.Ordinal);
    }

    private static WebApplicationBuilder CreateBuilder(FakeGateway gateway, TestTimeProvider time)
    {
        var builder = TestApp.CreateBuilder(settings: ("Prometheus:Pushgateway:Endpoint", "http://gateway:9091"));
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddHttpClient(PushgatewayOptions.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => gateway);
        return builder;
    }

    private static IEnumerable<string> Complaints(TestApp app) => app.Log.Lines
        .Where(line => line is { Category: "PrometheusMetrics.Hosting.PushgatewayExporter", Level: LogLevel.Warning })
        .Select(line => line.Message);

    /// <summary>Stops when it is asked to, which happens after the web server has stopped.</summary>
    private sealed class QuickWorker : BackgroundService
    {
        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Delay(Timeout.Infinite, stoppingToken);
    }

    /// <summary>Ignores that it is stopped.</summary>
    private sealed class EndlessWorker : BackgroundService
    {
        private readonly TaskCompletionSource _running = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _stopping = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Running => _running.Task;

        public Task Stopping => _stopping.Task;

        public void Release() => _end.SetResult();

        protected override async Task ExecuteAsync(CancellationToken stoppingToken)
        {
            await using var stopping = stoppingToken.Register(_stopping.SetResult);
            _running.SetResult();
            await _end.Task;
        }
    }
}
