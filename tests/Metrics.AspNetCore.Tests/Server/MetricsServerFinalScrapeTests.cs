using System.Net;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.Server;

/// <summary>A server that stops waits for a last scrape, if it is told to.</summary>
public sealed class MetricsServerFinalScrapeTests : IDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromMinutes(1);

    private readonly TestTimeProvider _time = new();
    private readonly LogList _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task A_worker_is_scraped_when_its_services_have_stopped_and_the_cache_is_not_asked()
    {
        using var host = Build(TimeSpan.FromMinutes(5));
        await host.StartAsync(TestContext.Current.CancellationToken);
        var address = new Uri(Assert.Single(host.Services.GetRequiredService<StartupReport>().Endpoints));
        using var client = new HttpClient();
        Assert.Contains("state 1\n", await client.GetStringAsync(address), StringComparison.Ordinal);

        var stop = host.StopAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync("the server waits", () => _time.TimeToNextTimer == Wait);
        var body = await client.GetStringAsync(address);
        await stop.InTime();

        Assert.Contains("state 2\n", body, StringComparison.Ordinal);
        Assert.Empty(_log.Of("PrometheusMetrics.AspNetCore.FinalScrape"));
    }

    [Fact]
    public async Task Without_a_scrape_the_server_of_a_program_stops_after_the_time()
    {
        using var registry = new MetricRegistry();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(_log));
        await using var server = await MetricsServer.StartAsync(
            registry,
            new MetricsServerOptions
            {
                Port = 0,
                Host = "127.0.0.1",
                Endpoint = new() { FinalScrapeTimeout = Wait },
                LoggerFactory = loggers,
            },
            null,
            _time,
            TestContext.Current.CancellationToken);

        var stop = server.StopAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync("the server waits", () => _time.TimeToNextTimer == Wait);
        _time.Advance(Wait);
        await stop.InTime();

        Assert.StartsWith(
            "There was no last scrape",
            Assert.Single(_log.Of("PrometheusMetrics.AspNetCore.FinalScrape")).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_stop_waits_for_the_same_scrape()
    {
        await using var server = await TestMetricsServer.StartAsync(_time, options => options.Endpoint.FinalScrapeTimeout = Wait);

        var first = server.StopAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync("the server waits", () => _time.TimeToNextTimer == Wait);
        var second = server.StopAsync(TestContext.Current.CancellationToken);
        var body = await server.GetAsync();
        await Task.WhenAll(first, second).InTime();

        Assert.EndsWith(TestMetricsServer.Sample, body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HEAD", "/metrics", HttpStatusCode.OK)]
    [InlineData("GET", "/", HttpStatusCode.OK)]
    [InlineData("GET", "/metrics", HttpStatusCode.Unauthorized)]
    public async Task What_brings_no_metrics_does_not_end_the_wait(string method, string path, HttpStatusCode status)
    {
        await using var server = await TestMetricsServer.StartAsync(_time, options =>
        {
            options.Endpoint.FinalScrapeTimeout = Wait;
            options.BearerToken = status == HttpStatusCode.Unauthorized ? "token" : null;
        });

        var stop = server.StopAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync("the server waits", () => _time.TimeToNextTimer == Wait);
        using (var answer = await server.SendAsync(new HttpMethod(method), path, ("Accept", "text/html")))
        {
            Assert.Equal(status, answer.StatusCode);
        }

        Assert.Equal(Wait, _time.TimeToNextTimer);
        _time.Advance(Wait);
        await stop.InTime();
    }

    [Fact]
    public async Task A_wait_that_the_host_has_no_time_for_is_refused_at_start()
    {
        using var host = Build(Wait);

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.StartsWith(
            "The metrics server waits 00:01:00 for a last scrape, but the host has only 00:01:00 to stop: ", refusal.Message,
            StringComparison.Ordinal);
    }

    private IHost Build(TimeSpan shutdownTimeout)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Prometheus:Server:Port"] = "0",
            ["Prometheus:Server:Host"] = "127.0.0.1",
            ["Prometheus:Endpoint:CacheFor"] = "01:00:00",
            ["Prometheus:Endpoint:FinalScrapeTimeout"] = $"{Wait}",
        });
        builder.Logging.AddProvider(_log);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = shutdownTimeout);
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddPrometheusMetrics(
            options => (options.ProcessMetrics, options.RuntimeMetrics) = (false, RuntimeMetricGroups.None)).AddMetricsServer();
        builder.Services.AddHostedService<Worker>();
        return builder.Build();
    }

    private sealed class Worker(IMetricFactory factory) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            factory.CreateGauge("state", "").Set(1);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            factory.CreateGauge("state", "").Set(2);
            return Task.CompletedTask;
        }
    }
}
