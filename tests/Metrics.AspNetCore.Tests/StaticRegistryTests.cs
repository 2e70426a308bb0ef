using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore;

/// <summary>Web applications whose metrics are in static fields: every one in the process serves the same registry.</summary>
public sealed class StaticRegistryTests
{
    //
    [Fact]
    public async Task Applications_side_by_side_serve_one_registry_and_the_last_one_still_has_everything()
    {
        await using var second = await StartAsync();
        await using (var first = await StartAsync())
        {
            ShopMetrics.Orders.Inc();
            await first.Client.GetStringAsync("/orders");
            Assert.Contains("shop_orders_total 1\n", await first.Client.GetStringAsync("/metrics"), StringComparison.Ordinal);
            await first.QuietAsync();
        }

        await second.Client.GetStringAsync("/orders");
        var scraped = await second.Client.GetStringAsync("/metrics");

        Assert.Contains("shop_orders_total 1\n", scraped, StringComparison.Ordinal);
        Assert.Equal(["GET 200 '/orders' 2"], await second.CountedAsync());
        Assert.Contains("http_requests_in_progress{method=\"GET\"} 0\n", scraped, StringComparison.Ordinal);
        Assert.Contains("metrics_scrapes_in_progress 1\n", scraped, StringComparison.Ordinal);
        Assert.Single(scraped.Split('\n'), line => line.StartsWith("process_start_time_seconds ", StringComparison.Ordinal));
        Assert.Single(scraped.Split('\n'), line => line.StartsWith("dotnet_timer_count ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Applications_that_begin_and_end_in_parallel_leave_nothing_behind()
    {
        var registry = new MetricRegistry();
        await Parallel.ForAsync(0, 20, new ParallelOptions { MaxDegreeOfParallelism = 10 }, async (_, cancellationToken) =>
        {
            await using var app = await StartAsync(registry);
            await app.Client.GetStringAsync("/orders", cancellationToken);
            var scraped = await app.Client.GetStringAsync("/metrics", cancellationToken);
            Assert.Single(scraped.Split('\n'), line => line.StartsWith("process_start_time_seconds ", StringComparison.Ordinal));
            Assert.Single(scraped.Split('\n'), line => line.StartsWith("dotnet_timer_count ", StringComparison.Ordinal));
            await app.QuietAsync();
        });

        Assert.Equal(
            20,
            registry.GetSampleValue(
                "http_request_duration_seconds_count", ("method", "GET"), ("status", "200"), ("route", "/orders")));
        Assert.False(registry.HasProcessMetrics());
        Assert.Equal(RuntimeMetricGroups.None, registry.GetRuntimeMetricGroups());
    }

    private static Task<TestApp> StartAsync(MetricRegistry? registry = null)
    {
        var builder = WebApplication.CreateBuilder(TestApp.NoReload);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<LogList>();
        builder.Services.AddSingleton<RequestCount>();
        builder.WebHost.UseTestServer();
        builder.Services.AddPrometheusMetrics(registry ?? ShopMetrics.Registry).AddHttpMetrics();
        return TestApp.StartAsync(builder, app =>
        {
            app.MapGet("/orders", () => "None");
            app.MapMetrics("/metrics", options => options.ScrapeMetrics = true);
        });
    }

    private static class ShopMetrics
    {
        public static readonly MetricRegistry Registry = new();

        public static readonly ICounter Orders = new MetricFactory(Registry).CreateCounter("shop_orders_total", "Number of orders.");
    }
}
