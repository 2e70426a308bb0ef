extern alias after;
extern alias before;

using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Prometheus;
using AfterShop = after::StaticShop.Shop;
using BeforeShop = before::StaticShop.Shop;
using CopiedMetrics = after::StaticMetrics.Metrics;

namespace Shop.Migration;

/// <summary>The shop that is written for prometheus-net and the same one over the file to copy, which both ran once, and the pages of
/// both.</summary>
public sealed class MigratedShop : IAsyncLifetime
{
    private WebApplication? _app;

    public string TheirBranches { get; private set; } = "";

    public string OurBranches { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        TheirBranches = await BeforeShop.RunAsync();
        OurBranches = await AfterShop.RunAsync();

        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddPrometheusMetrics(CopiedMetrics.Registry);
        _app = builder.Build();
        MetricsEndpointRouteBuilderExtensions.MapMetrics(_app, "/metrics");
        MetricServerMiddlewareExtensions.MapMetrics(_app, "/legacy-metrics", Metrics.DefaultRegistry);
        await _app.StartAsync();
    }

    public async Task<(string Theirs, string Ours)> ScrapeAsync(string accept) =>
        (await GetAsync("/legacy-metrics", accept), await GetAsync("/metrics", accept));

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private async Task<string> GetAsync(string path, string accept)
    {
        using var client = _app!.GetTestClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(accept));
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        Assert.Equal(accept.Split(';')[0], response.Content.Headers.ContentType?.MediaType);
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
