using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Tests.Support;
using Yarp.ReverseProxy.Configuration;
using Yarp.ReverseProxy.Forwarder;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

/// <summary>R-260: a reverse proxy counts what its own client got.</summary>
public sealed class ProxyTests
{
    [Theory]
    [InlineData("Http1")]
    [InlineData("Http2")]
    public async Task An_upstream_that_breaks_off_is_500_for_both(string protocol)
    {
        await using var upstream = await StartAsync("Http1", TestApp.CreateBuilder(), app => app.MapFailures());
        await using var proxy = await StartAsync(protocol, upstream.Address);
        proxy.Client.DefaultRequestVersion = protocol == "Http2" ? HttpVersion.Version20 : HttpVersion.Version11;
        proxy.Client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;

        Assert.Equal(200, await proxy.GetStatusAsync("/orders/7"));
        Assert.Equal(500, await proxy.GetStatusAsync("/throws/7"));
        Assert.Null(await proxy.GetStatusAsync("/breaks"));

        var route = "'/{**path}'";
        Assert.Equal([$"GET 200 {route} 1", $"GET 500 {route} 2"], await proxy.CountedAsync());
        Assert.Equal(
            ["GET 200 '/orders/{id}' 1", "GET 500 '/throws/{id}' 1", "GET 500 '/breaks' 1"], await upstream.CountedAsync());
    }

    [Theory]
    [InlineData("Http1")]
    [InlineData("Http2")]
    public async Task A_client_of_the_proxy_that_goes_away_is_499(string protocol)
    {
        var arrived = new SemaphoreSlim(0);
        await using var upstream = await StartAsync("Http1", TestApp.CreateBuilder(), app => app.MapGet("/waits", WaitAsync));
        await using var proxy = await StartAsync(protocol, upstream.Address);
        proxy.Client.DefaultRequestVersion = protocol == "Http2" ? HttpVersion.Version20 : HttpVersion.Version11;
        proxy.Client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;

        var answer = await proxy.Client.GetAsync(new Uri("/waits", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        await arrived.WaitAsync().InTime();
        answer.Dispose();

        Assert.Equal(["GET 499 '/{**path}' 1"], await proxy.CountedAsync());
        Assert.Equal(["GET 499 '/waits' 1"], await upstream.CountedAsync());

        async Task WaitAsync(HttpContext context)
        {
            await context.Response.WriteAsync("first");
            await context.Response.Body.FlushAsync();
            arrived.Release();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        }
    }

    private static Task<TestApp> StartAsync(string protocol, Uri upstream)
    {
        var builder = TestApp.CreateBuilder();
        builder.Services.AddReverseProxy().LoadFromMemory(
            [new RouteConfig { RouteId = "all", ClusterId = "upstream", Match = new RouteMatch { Path = "/{**path}" } }],
            [
                new ClusterConfig
                {
                    ClusterId = "upstream",
                    HttpRequest = new ForwarderRequestConfig { Version = HttpVersion.Version11 },
                    Destinations = new Dictionary<string, DestinationConfig> { ["one"] = new() { Address = upstream.ToString() } },
                },
            ]);
        return StartAsync(protocol, builder, app => app.MapReverseProxy());
    }

    private static Task<TestApp> StartAsync(string protocol, WebApplicationBuilder builder, Action<WebApplication> map)
    {
        builder.Configuration["Kestrel:EndpointDefaults:Protocols"] = protocol;
        builder.Services.AddPrometheusMetrics().AddHttpMetrics();
        return TestApp.StartAsync(builder, map);
    }
}
