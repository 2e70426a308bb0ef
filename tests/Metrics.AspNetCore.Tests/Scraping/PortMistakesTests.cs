using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.Scraping;

/// <summary>A port that cannot be opened, or that would be another one than is meant, is refused in words.</summary>
public sealed class PortMistakesTests
{
    [Fact]
    public async Task A_server_other_than_Kestrel_is_refused_at_start()
    {
        var builder = TestApp.CreateBuilder(settings: ("Prometheus:Endpoint:Port", "9464"));
        builder.WebHost.UseTestServer();

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => TestApp.StartAsync(builder, app => app.MapMetrics()));

        Assert.Equal(
            "MapMetrics has a port of its own (Prometheus:Endpoint:Port is 9464), which needs Kestrel, but the server of the application " +
            "is TestServer. Leave the port out and call RequireAuthorization(). In a test with TestServer, remove the port by " +
            "services.PostConfigure<MetricsEndpointOptions>(options => options.Port = null).",
            refusal.Message);
    }

    [Theory]
    [InlineData("code")]
    [InlineData("configuration")]
    public async Task A_test_with_another_server_can_remove_the_port(string way)
    {
        var builder = TestApp.CreateBuilder(settings: ("Prometheus:Endpoint:Port", way == "configuration" ? "" : "9464"));
        builder.WebHost.UseTestServer();
        if (way == "code")
        {
            builder.Services.PostConfigure<MetricsEndpointOptions>(options => options.Port = null);
        }

        await using var app = await TestApp.StartAsync(
            builder, app => app.MapMetrics("/metrics", options => options.Port = way == "code" ? 9464 : options.Port));

        Assert.Equal(200, await app.GetStatusAsync("/metrics"));
    }

    [Fact]
    public async Task A_port_in_use_is_refused_at_start()
    {
        using var other = new TcpListener(IPAddress.IPv6Any, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;

        var refusal = await Assert.ThrowsAsync<IOException>(
            () => TestApp.StartAsync(app => app.MapMetrics("/metrics", options => options.Port = port)));

        Assert.Equal(
            $"The port of MapMetrics (Prometheus:Endpoint:Port) cannot be opened. Port {port} of * is in use: choose another port for " +
            "the metrics, or stop the program that listens there.",
            refusal.Message);
    }

    [Theory]
    [InlineData("http://127.0.0.1:9464", true)]
    [InlineData("http://[::]:9464", true)]
    [InlineData("https://shop.example:9464/shop", true)]
    [InlineData("http://127.0.0.1:9465", false)]
    [InlineData("http://unix:/run/shop/9464.sock", false)]
    public void A_port_of_the_application_itself_is_refused(string address, bool isRefused)
    {
        using var services = new ServiceCollection().AddSingleton<IServer>(new AddressedServer("http://127.0.0.1:80", address))
            .BuildServiceProvider();

        var refusal = Record.Exception(() => ApplicationServer.VerifyFree(services, 9464));

        Assert.Equal(
            isRefused
                ? $"Prometheus:Endpoint:Port is 9464, but the application itself listens there ({address}): choose another port, or " +
                "leave Port out to serve the metrics at the addresses of the application."
                : null,
            refusal?.Message);
    }

    [Fact]
    public async Task A_port_of_the_application_itself_is_refused_at_start()
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAtPortOfApplicationAsync());

        Assert.Contains("but the application itself listens there (http://127.0.0.1:", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_in_a_route_group_is_refused_by_the_call()
    {
        await using var app = TestApp.CreateBuilder(settings: ("Prometheus:Endpoint:Port", "9464")).Build();

        var refusal = Assert.Throws<InvalidOperationException>(() => app.MapGroup("/internal").MapMetrics());

        Assert.Equal(
            "MapMetrics(\"/metrics\") is in a route group, and has a port of its own (Prometheus:Endpoint:Port), where the prefix and " +
            "the conventions of the group would be lost. Call app.MapMetrics with the whole pattern, or set Port to null in the options " +
            "of this call.",
            refusal.Message);
    }

    [Fact]
    public async Task Without_AddPrometheusMetrics_a_port_and_a_last_scrape_are_refused_by_the_call()
    {
        using var registry = new MetricRegistry();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        builder.Services.AddRouting();
        await using var app = builder.Build();

        var port = Assert.Throws<InvalidOperationException>(() => app.MapMetrics("/m", registry, options => options.Port = 0));
        var last = Assert.Throws<InvalidOperationException>(
            () => app.MapMetrics("/m", registry, options => options.FinalScrapeTimeout = TimeSpan.FromSeconds(1)));

        Assert.StartsWith("MapMetrics with Port needs the metrics services.", port.Message, StringComparison.Ordinal);
        Assert.StartsWith("MapMetrics with FinalScrapeTimeout needs the metrics services.", last.Message, StringComparison.Ordinal);
    }

    // Another program may take the port between the question and the start.
    private static async Task<TestApp> StartAtPortOfApplicationAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            using var free = new TcpListener(IPAddress.Loopback, 0);
            free.Start();
            var port = ((IPEndPoint)free.LocalEndpoint).Port;
            free.Stop();
            var builder = TestApp.CreateBuilder();
            try
            {
                return await TestApp.StartAsync(builder, app =>
                {
                    app.Urls.Clear();
                    app.Urls.Add($"http://127.0.0.1:{port}");
                    app.MapMetrics("/metrics", options => options.Port = port);
                });
            }
            catch (IOException) when (attempt < 10)
            {
                // Taken: next.
            }
        }
    }
}
