using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.Scraping;

/// <summary>The setup of docs/http-metrics.md that keeps the metrics away from the public.</summary>
public sealed class PortOfItsOwnTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Metrics_are_on_the_private_port_only(bool withFallback)
    {
        var builder = TestApp.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0", "http://127.0.0.1:0");
        var privatePort = 0;
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.MapWhen(context => context.Connection.LocalPort == privatePort, metrics =>
            {
                metrics.Use((context, next) =>
                {
                    context.SetEndpoint(null);
                    return next(context);
                });
                metrics.UseRouting().UseEndpoints(endpoints => endpoints.MapMetrics());
            });
            if (withFallback)
            {
                app.MapFallback(() => "the application");
            }
        });
        app.Factory.CreateGauge("private", "").Set(1);
        var (publicAddress, privateAddress) = (new Uri(app.App.Urls.First()), new Uri(app.App.Urls.Last()));
        privatePort = privateAddress.Port;

        Assert.Contains("private 1", await app.Client.GetStringAsync(new Uri(privateAddress, "metrics")), StringComparison.Ordinal);
        using var answer = await app.Client.GetAsync(new Uri(publicAddress, "metrics"));
        Assert.Equal(withFallback ? HttpStatusCode.OK : HttpStatusCode.NotFound, answer.StatusCode);
        Assert.DoesNotContain("private", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }
}
