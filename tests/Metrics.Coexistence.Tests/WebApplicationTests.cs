using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Prometheus;
using PrometheusMetrics;
using PrometheusMetrics.Testing;
using IMetricFactory = PrometheusMetrics.IMetricFactory;

namespace Shop;

/// <summary>One pipeline with the middleware and endpoint of both libraries.</summary>
public class WebApplicationTests
{
    [Fact]
    public async Task A_web_application_may_have_the_endpoints_of_both_libraries()
    {
        var legacyRegistry = Metrics.NewCustomRegistry();
        await using var app = Build(legacyRegistry);
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = app.GetTestClient();

        await GetAsync(client, "/order");
        await app.Services.GetRequiredService<MetricRegistry>().WaitForHttpRequestsAsync(1);

        var body = await GetAsync(client, "/metrics");
        Assert.Contains("orders_total 1\n", body, StringComparison.Ordinal);
        Assert.Contains(
            "http_request_duration_seconds_count{method=\"GET\",status=\"200\",route=\"/order\"} 1\n", body, StringComparison.Ordinal);
        Assert.DoesNotContain("legacy", body, StringComparison.Ordinal);
        Assert.DoesNotContain("code=\"200\"", body, StringComparison.Ordinal);

        var legacyBody = await GetAsync(client, "/legacy-metrics");
        Assert.Contains("legacy_orders_total 1\n", legacyBody, StringComparison.Ordinal);
        Assert.Contains("code=\"200\"", legacyBody, StringComparison.Ordinal);
        Assert.DoesNotContain("\norders_total", legacyBody, StringComparison.Ordinal);
        Assert.DoesNotContain("status=\"200\"", legacyBody, StringComparison.Ordinal);
    }

    // docs/http-metrics.md, "Beside prometheus-net"
    [Fact]
    public async Task Calls_that_compile_without_the_name_of_a_class_are_ours()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddPrometheusMetrics();
        await using var app = builder.Build();
        app.UseHttpMetrics();
        app.MapGet("/order", () => "");
        app.MapMetrics("/m");
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var client = app.GetTestClient();

        await GetAsync(client, "/order");
        await app.Services.GetRequiredService<MetricRegistry>().WaitForHttpRequestsAsync(1);

        Assert.Contains("status=\"200\",route=\"/order\"} 1\n", await GetAsync(client, "/m"), StringComparison.Ordinal);
    }

    private static WebApplication Build(CollectorRegistry legacyRegistry)
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddPrometheusMetrics();

        var app = builder.Build();
        var orders = app.Services.GetRequiredService<IMetricFactory>().CreateCounter("orders_total", "Orders.");
        var legacyMetrics = Metrics.WithCustomRegistry(legacyRegistry);
        var legacyOrders = legacyMetrics.CreateCounter("legacy_orders_total", "Orders.");

        // Extension methods of the same names, both in scope here: the class says whose is meant.
        HttpMetricsApplicationBuilderExtensions.UseHttpMetrics(app);
        HttpMetricsMiddlewareExtensions.UseHttpMetrics(app, options => options.SetMetricFactory(legacyMetrics));
        app.MapGet("/order", () =>
        {
            orders.Inc();
            legacyOrders.Inc();
        });
        MetricsEndpointRouteBuilderExtensions.MapMetrics(app, "/metrics");
        MetricServerMiddlewareExtensions.MapMetrics(app, "/legacy-metrics", legacyRegistry);
        return app;
    }

    private static Task<string> GetAsync(HttpClient client, string path) =>
        client.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
}
