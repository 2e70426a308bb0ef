using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.Scraping;

/// <summary>A host that stops waits for a last scrape, but not for ever.</summary>
public sealed class FinalScrapeTests
{
    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(1);

    private readonly TestTimeProvider _time = new();

    [Fact]
    public async Task The_host_stops_when_the_last_scrape_is_complete()
    {
        await using var app = await StartAsync(app => app.MapMetrics());

        var stop = app.App.StopAsync(TestContext.Current.CancellationToken);
        await WaitingAsync();
        Assert.Equal(200, await app.GetStatusAsync("/metrics"));
        await stop.InTime();

        Assert.DoesNotContain(app.Log.Lines, IsAboutLoss);
    }

    [Fact]
    public async Task Without_a_scrape_it_stops_after_the_time_and_tells_it()
    {
        await using var app = await StartAsync(app => app.MapMetrics());

        var stop = app.App.StopAsync(TestContext.Current.CancellationToken);
        await WaitingAsync();
        _time.Advance(Wait);
        await stop.InTime();

        Assert.Equal(
            "There was no last scrape, so the values since the scrape before are lost. Set Prometheus:Endpoint:FinalScrapeTimeout to " +
            "more than the scrape interval.",
            Assert.Single(app.Log.Lines, IsAboutLoss).Message);
    }

    [Fact]
    public async Task A_scrape_that_began_before_the_stop_is_not_the_last_one()
    {
        using var released = new SemaphoreSlim(0);
        var begun = new TaskCompletionSource();
        var builder = CreateBuilder();
        builder.Services.AddSingleton<IMetricSource>(new ScriptedSource(i =>
        {
            if (i == 0)
            {
                begun.TrySetResult();
                released.Wait();
            }

            return i == 0;
        }));
        await using var app = await TestApp.StartAsync(builder, app => app.MapMetrics());
        var scrape = app.GetStatusAsync("/metrics");
        await begun.Task.InTime();

        var stop = app.App.StopAsync(TestContext.Current.CancellationToken);
        await WaitingAsync();
        released.Release();
        Assert.Equal(200, await scrape.InTime());
        await app.QuietAsync();
        await WaitingAsync();
        _time.Advance(Wait);
        await stop.InTime();

        Assert.Single(app.Log.Lines, IsAboutLoss);
    }

    [Theory]
    [InlineData("HEAD", "/metrics", 200)]
    [InlineData("GET", "/metrics?name[]=a&{0}", 400)]
    [InlineData("POST", "/metrics", 405)]
    public async Task What_brings_no_metrics_is_no_scrape(string method, string path, int status)
    {
        await using var app = await StartAsync(app => app.MapMetrics());

        var stop = app.App.StopAsync(TestContext.Current.CancellationToken);
        await WaitingAsync();
        var many = string.Join('&', Enumerable.Repeat("name[]=a", 300));
        Assert.Equal(status, await app.GetStatusAsync(path.Replace("{0}", many, StringComparison.Ordinal), method));
        await app.QuietAsync();
        _time.Advance(Wait);
        await stop.InTime();

        Assert.Single(app.Log.Lines, IsAboutLoss);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_rejected_client_is_no_scrape(bool hasOwnPort)
    {
        var builder = CreateBuilder(("Prometheus:Endpoint:Port", hasOwnPort ? "0" : ""));
        TestScheme.AddTo(builder.Services);
        await using var app = await TestApp.StartAsync(builder, app => app.MapMetrics().RequireAuthorization());

        var stop = app.App.StopAsync(TestContext.Current.CancellationToken);
        await WaitingAsync();
        using (var answer = await app.Client.GetAsync(hasOwnPort ? app.MetricsAddress : new Uri(app.Address, "metrics")))
        {
            Assert.Equal(System.Net.HttpStatusCode.Unauthorized, answer.StatusCode);
        }

        _time.Advance(Wait);
        await stop.InTime();

        Assert.Single(app.Log.Lines, IsAboutLoss);
    }

    [Fact]
    public async Task A_client_that_disconnects_is_no_scrape()
    {
        var source = new ScriptedSource(_ => true);
        var builder = CreateBuilder();
        builder.Services.AddSingleton<IMetricSource>(source);
        await using var app = await TestApp.StartAsync(builder, app => app.MapMetrics());

        var stop = app.App.StopAsync(TestContext.Current.CancellationToken);
        await WaitingAsync();
        using (var client = await RawClient.GetAsync(app.Address, "/metrics"))
        {
            Assert.StartsWith("HTTP/1.1 200 OK", await client.ReadSomeAsync(), StringComparison.Ordinal);
            client.Reset();
        }

        await source.Disposed.InTime();
        await app.QuietAsync();
        _time.Advance(Wait);
        await stop.InTime();

        Assert.Single(app.Log.Lines, IsAboutLoss);
    }

    [Fact]
    public async Task A_port_of_its_own_is_scraped_when_everything_else_has_stopped()
    {
        var builder = CreateBuilder(("Prometheus:Endpoint:Port", "0"));
        builder.Services.AddHostedService<LastWord>();
        await using var app = await TestApp.StartAsync(builder, app => app.MapMetrics());

        var stop = app.App.StopAsync(TestContext.Current.CancellationToken);
        await WaitingAsync();
        var body = await app.Client.GetStringAsync(app.MetricsAddress);
        await stop.InTime();

        Assert.Contains("last_word 1\n", body, StringComparison.Ordinal);
        Assert.DoesNotContain(app.Log.Lines, IsAboutLoss);
    }

    [Fact]
    public async Task The_time_of_the_host_bounds_it()
    {
        await using var app = await StartAsync(app => app.MapMetrics());
        using var over = new CancellationTokenSource();

        var stop = app.App.StopAsync(over.Token);
        await WaitingAsync();
        await over.CancelAsync();
        await Eventually.HoldsAsync("the application has stopped", () => stop.IsCompleted);

        Assert.EndsWith(
            "the host had no time left for it. Requests that are still open, or other services, have used it. Raise " +
            "HostOptions.ShutdownTimeout, or end them sooner.",
            Assert.Single(app.Log.Lines, IsAboutLoss).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task By_default_it_does_not_wait()
    {
        await using var app = await TestApp.StartAsync(TestApp.CreateBuilder(), app => app.MapMetrics());

        await app.App.StopAsync(TestContext.Current.CancellationToken).InTime();

        Assert.DoesNotContain(app.Log.Lines, IsAboutLoss);
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(59, true)]
    [InlineData(61, false)]
    [InlineData(-0.001, false)]
    public async Task A_wait_that_the_host_has_no_time_for_is_refused_at_start(double shutdownSeconds, bool isRefused)
    {
        var builder = CreateBuilder();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(shutdownSeconds));
        await using var app = builder.Build();
        app.MapMetrics();

        var refusal = await Record.ExceptionAsync(() => app.StartAsync(TestContext.Current.CancellationToken));

        Assert.Equal(
            isRefused
                ? "MapMetrics(\"/metrics\") waits 00:01:00 for a last scrape, but the host has only " +
                $"{TimeSpan.FromSeconds(shutdownSeconds)} to stop: set Prometheus:Endpoint:FinalScrapeTimeout to less, or raise " +
                "HostOptions.ShutdownTimeout, which leaves the rest of the application the time beyond the wait."
                : null,
            refusal?.Message);
        Assert.True(isRefused || refusal is null);
        _time.Advance(Wait);
    }

    [Fact]
    public async Task The_time_of_the_host_can_be_set_in_the_configuration()
    {
        var builder = WebApplication.CreateBuilder(TestApp.NoReload);
        builder.Logging.ClearProviders();
        builder.WebHost.UseTestServer();
        builder.Configuration["shutdownTimeoutSeconds"] = "7";
        builder.Configuration["Prometheus:Endpoint:FinalScrapeTimeout"] = "00:00:08";
        builder.Services.AddPrometheusMetrics();
        await using var app = builder.Build();
        app.MapMetrics();

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => app.StartAsync(TestContext.Current.CancellationToken));

        Assert.Contains("the host has only 00:00:07 to stop", refusal.Message, StringComparison.Ordinal);
    }

    private static bool IsAboutLoss(LogList.LogLine line) => line.Category == "PrometheusMetrics.AspNetCore.FinalScrape";

    private WebApplicationBuilder CreateBuilder(params (string Key, string? Value)[] settings)
    {
        var builder = TestApp.CreateBuilder(settings: [("Prometheus:Endpoint:FinalScrapeTimeout", $"{Wait}"), .. settings]);
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMinutes(5));
        return builder;
    }

    private Task<TestApp> StartAsync(Action<WebApplication> configure) => TestApp.StartAsync(CreateBuilder(), configure);

    private Task WaitingAsync() => Eventually.HoldsAsync("the host waits", () => _time.TimeToNextTimer == Wait);

    private sealed class LastWord(IMetricFactory factory) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken)
        {
            factory.CreateGauge("last_word", "").Set(1);
            return Task.CompletedTask;
        }
    }
}
