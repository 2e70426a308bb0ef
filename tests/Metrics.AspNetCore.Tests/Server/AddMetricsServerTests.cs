using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.Server;

/// <summary>The server of a host that is no web application.</summary>
public sealed class AddMetricsServerTests
{
    private const string ReportCategory = "PrometheusMetrics.Hosting.StartupReport";
    private const string ServerCategory = "PrometheusMetrics.AspNetCore.MetricsServer";

    [Fact]
    public async Task A_worker_is_scraped_at_the_address_of_the_settings_which_is_logged()
    {
        var log = new LogList();
        using var host = Build(
            log, ("Prometheus:Server:Port", "0"), ("Prometheus:Server:Host", "127.0.0.1"), ("Prometheus:Server:Path", "/m"));
        await host.StartAsync(TestContext.Current.CancellationToken);

        var address = AddressOf(host);
        Assert.EndsWith("/m", address, StringComparison.Ordinal);
        Assert.Contains("jobs_total 1\n", await GetAsync(address), StringComparison.Ordinal);
        Assert.Contains(log.Of(ReportCategory), line => line.Message.Contains($"Endpoints: {address}.", StringComparison.Ordinal));
        Assert.Empty(log.AtLeast(LogLevel.Warning));

        await host.StopAsync(TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(address));
    }

    [Fact]
    public async Task Code_overrides_the_settings_in_whatever_order_it_is_registered()
    {
        var builder = CreateBuilder(
            new LogList(),
            ("Prometheus:Server:Path", "/settings"), ("Prometheus:Server:ConnectionLimit", "7"), ("Prometheus:Endpoint:ScrapeLimit", "3"),
            ("Prometheus:Endpoint:CompressionLimit", "3"));
        builder.Services.Configure<MetricsServerOptions>(options => options.Path = "/before");
        builder.Services.Configure<MetricsEndpointOptions>(options => options.CompressionLimit++);
        builder.Services.AddPrometheusMetrics()
            .AddMetricsServer(options => options.Endpoint.ScrapeLimit++)
            .AddMetricsServer(options => options.Path += "/after");
        using var host = builder.Build();

        var options = host.Services.GetRequiredService<IOptions<MetricsServerOptions>>().Value;

        Assert.Equal(("/before/after", 7), (options.Path, options.ConnectionLimit));
        Assert.Equal((4, 4), (options.Endpoint.ScrapeLimit, options.Endpoint.CompressionLimit));
        Assert.Single(host.Services.GetServices<IHostedService>().OfType<MetricsServerService>());
    }

    [Theory]
    [InlineData("Prometheus:Server:Port", "70000", "Prometheus:Server:Port is 70000")]
    [InlineData("Prometheus:Server:Prot", "9464", "Did you mean 'Prometheus:Server:Port'?")]
    [InlineData("Prometheus:Server:Port", "http", "must be a whole number")]
    [InlineData("Prometheus:Endpoint:ScrapeLimit", "0", "Prometheus:Endpoint:ScrapeLimit is 0")]
    [InlineData("Prometheus:Servr:Port", "9464", "Did you mean 'Prometheus:Server'?")]
    public async Task A_mistake_in_the_settings_is_told_at_start(string key, string value, string message)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            using var host = Build(new LogList(), (key, value));
            await host.StartAsync(TestContext.Current.CancellationToken);
        });

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_port_and_socket_nothing_listens_which_is_warned_of()
    {
        var log = new LogList();
        using var host = Build(log);

        await host.StartAsync(TestContext.Current.CancellationToken);

        Assert.Empty(host.Services.GetRequiredService<StartupReport>().Endpoints);
        Assert.StartsWith(
            "AddMetricsServer has no effect, because neither Prometheus:Server:Port nor Prometheus:Server:UnixSocket is set",
            Assert.Single(log.Of(ServerCategory)).Message,
            StringComparison.Ordinal);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("Prometheus:Server:Port")]
    [InlineData("Prometheus:Server:UnixSocket")]
    public async Task An_empty_address_means_that_the_server_is_off_on_purpose(string key)
    {
        var log = new LogList();
        using var host = Build(log, (key, ""));

        await host.StartAsync(TestContext.Current.CancellationToken);

        Assert.Empty(log.Of(ServerCategory));
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task It_can_be_scraped_while_other_services_start_and_after_they_have_stopped()
    {
        var builder = CreateBuilder(new LogList(), ("Prometheus:Server:Port", "0"), ("Prometheus:Server:Host", "127.0.0.1"));
        var scraped = new List<string>();
        builder.Services.AddSingleton<IHostedService>(provider => new Scraper(provider, scraped, first: true));
        builder.Services.AddPrometheusMetrics().AddMetricsServer();
        builder.Services.AddSingleton<IHostedService>(provider => new Scraper(provider, scraped, first: false));
        using var host = builder.Build();

        await host.StartAsync(TestContext.Current.CancellationToken);
        await host.StopAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["first starts", "second starts", "second stops", "first stops"], scraped);
    }

    [Fact]
    public async Task A_host_that_fails_to_start_frees_the_address()
    {
        using var folder = new TemporaryFolder();
        var builder = CreateBuilder(new LogList(), ("Prometheus:Server:UnixSocket", folder["metrics.sock"]));
        builder.Services.AddPrometheusMetrics().AddMetricsServer();
        builder.Services.AddHostedService<Failing>();
        using (var host = builder.Build())
        {
            await Assert.ThrowsAsync<FormatException>(() => host.StartAsync(TestContext.Current.CancellationToken));
        }

        Assert.False(File.Exists(folder["metrics.sock"]));
    }

    [Fact]
    public async Task An_address_in_use_stops_the_start()
    {
        await using var server = await TestMetricsServer.StartAsync();
        using var host = Build(
            new LogList(),
            ("Prometheus:Server:Port", new Uri(server.Addresses[0]).Port.ToString(CultureInfo.InvariantCulture)),
            ("Prometheus:Server:Host", "127.0.0.1"));

        var error = await Assert.ThrowsAsync<IOException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Assert.StartsWith($"Port {server.Port} of 127.0.0.1 is in use", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_web_application_keeps_its_own_addresses_and_is_not_measured_by_scrapes()
    {
        var builder = TestApp.CreateBuilder(settings: [("Prometheus:Server:Port", "0"), ("Prometheus:Server:Host", "127.0.0.1")]);
        builder.Services.AddPrometheusMetrics().AddMetricsServer();
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.UseHttpMetrics();
            app.MapGet("/", () => "application");
        });
        var address = Assert.Single(app.App.Services.GetRequiredService<StartupReport>().Endpoints);

        await GetAsync(address);
        using var own = await app.SendAsync("GET", "/metrics");

        Assert.Equal(HttpStatusCode.NotFound, own.StatusCode);
        Assert.Equal("application", await app.Client.GetStringAsync("/"));
        Assert.Equal(["GET 404 '' 1", "GET 200 '/' 1"], await app.CountedAsync());
    }

    [Fact]
    public async Task A_section_without_the_call_is_warned_of()
    {
        var log = new LogList();
        var builder = CreateBuilder(log, ("Prometheus:Server:Port", "9464"));
        builder.Services.AddPrometheusMetrics();
        using var host = builder.Build();

        await host.StartAsync(TestContext.Current.CancellationToken);

        Assert.Contains(
            "The configuration section 'Prometheus:Server' has no effect here: call AddMetricsServer() of the package " +
            "Metrics.AspNetCore, or remove the section.",
            log.Of(ReportCategory).Select(line => line.Message));
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    private static IHost Build(LogList log, params (string Key, string? Value)[] settings)
    {
        var builder = CreateBuilder(log, settings);
        builder.Services.AddPrometheusMetrics().AddMetricsServer();
        var host = builder.Build();
        host.Services.GetRequiredService<IMetricFactory>().CreateCounter("jobs_total", "").Inc();
        return host;
    }

    private static HostApplicationBuilder CreateBuilder(LogList log, params (string Key, string? Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "worker" });
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)));
        builder.Logging.AddProvider(log);
        builder.Services.AddPrometheusMetrics(
            options => (options.ProcessMetrics, options.RuntimeMetrics) = (false, RuntimeMetricGroups.None));
        return builder;
    }

    private static string AddressOf(IHost host) => Assert.Single(host.Services.GetRequiredService<StartupReport>().Endpoints);

    private static async Task<string> GetAsync(string address)
    {
        using var client = TestMetricsServer.CreateClient();
        return await client.GetStringAsync(new Uri(address), TestContext.Current.CancellationToken);
    }

    private sealed class Scraper(IServiceProvider services, List<string> scraped, bool first) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => ScrapeAsync("starts");

        public Task StopAsync(CancellationToken cancellationToken) => ScrapeAsync("stops");

        private async Task ScrapeAsync(string when)
        {
            await GetAsync(Assert.Single(services.GetRequiredService<StartupReport>().Endpoints));
            scraped.Add($"{(first ? "first" : "second")} {when}");
        }
    }

    private sealed class Failing : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => throw new FormatException();

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
