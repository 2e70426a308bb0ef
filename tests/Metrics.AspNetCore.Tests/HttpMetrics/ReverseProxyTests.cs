using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Tests.Support;
using Yarp.ReverseProxy.Configuration;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

/// <summary>A reverse proxy is labelled with the templates of its routes.</summary>
public sealed class ReverseProxyTests
{
    [Fact]
    public async Task Each_route_of_a_proxy_is_one_route()
    {
        await using var upstream = await TestApp.StartAsync(app => app.MapFallback("{**path}", () => "upstream"));
        var builder = TestApp.CreateBuilder();
        builder.Services.AddReverseProxy().LoadFromMemory(
            [CreateRoute("orders", "/api/orders/{**rest}"), CreateRoute("rest", "{**catchall}")], [CreateCluster(upstream.Address)]);
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.UseHttpMetrics();
            app.MapReverseProxy();
        });

        foreach (var path in (string[])["/api/orders/1", "/api/orders/2/items", "/other/x.png"])
        {
            Assert.Equal(200, await app.GetStatusAsync(path));
        }

        Assert.Equal(["GET 200 '/api/orders/{**rest}' 2", "GET 200 '/{**catchall}' 1"], await app.CountedAsync());
    }

    private static RouteConfig CreateRoute(string id, string path) =>
        new() { RouteId = id, ClusterId = "upstream", Match = new RouteMatch { Path = path } };

    private static ClusterConfig CreateCluster(Uri address) => new()
    {
        ClusterId = "upstream",
        Destinations = new Dictionary<string, DestinationConfig> { ["only"] = new() { Address = address.AbsoluteUri } },
    };
}
