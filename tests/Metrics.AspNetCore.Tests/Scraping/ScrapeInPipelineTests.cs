using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.Scraping;

/// <summary>The endpoint among other middleware.</summary>
public sealed class ScrapeInPipelineTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5_000)]
    public async Task A_body_of_any_size_passes_middleware_that_keeps_it_first(int series)
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.Use(KeepBodyFirst);
            app.MapMetrics();
        });
        var family = app.Factory.CreateCounter("x_total", "", "i");
        for (var i = 0; i < series; i++)
        {
            family.WithLabels($"number {i} of a few thousand").Inc();
        }

        var body = await app.Client.GetStringAsync("/metrics");

        Assert.Equal(series, body.Split('\n').Count(line => line.StartsWith("x_total{", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_others_say_of_Vary_stays()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.Use(next => context =>
            {
                context.Response.Headers.Vary = "Origin";
                return next(context);
            });
            app.MapMetrics();
        });

        using var answer = await app.SendAsync("GET", "/metrics");

        Assert.Equal(["Origin", "Accept", "Accept-Encoding"], answer.Headers.Vary);
    }

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/shop/metrics")]
    public async Task A_path_base_and_a_proxy_with_a_prefix_lead_to_it(string path)
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseForwardedHeaders(new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.All });
            app.UsePathBase("/shop");
            app.UseRouting();
            app.MapMetrics();
        });
        app.Factory.CreateGauge("a", "").Set(1);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("X-Forwarded-For", "192.0.2.1");
        request.Headers.Add("X-Forwarded-Host", "shop.example");
        request.Headers.Add("X-Forwarded-Proto", "https");
        request.Headers.Add("X-Forwarded-Prefix", "/proxy");

        using var answer = await app.Client.SendAsync(request);

        Assert.Contains("a 1\n", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public async Task A_redirect_to_https_is_no_request_of_the_application(bool hasOwnPort, bool fromInFront)
    {
        var builder = TestApp.CreateBuilder(settings: ("Prometheus:Endpoint:Port", hasOwnPort ? "0" : ""));
        builder.Services.AddHttpsRedirection(options => options.HttpsPort = 443);
        if (fromInFront)
        {
            builder.Services.AddPrometheusMetrics().AddHttpMetrics();
        }

        await using var app = await TestApp.StartAsync(builder, app =>
        {
            if (!fromInFront)
            {
                app.UseHttpMetrics();
            }

            app.UseHttpsRedirection();
            app.MapMetrics();
        });

        if (hasOwnPort)
        {
            using var answer = await app.Client.GetAsync(app.MetricsAddress);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }
        else
        {
            Assert.Equal(307, await app.GetStatusAsync("/metrics"));
        }

        Assert.Empty(await app.CountedAsync());
    }

    [Fact]
    public async Task A_request_time_out_of_the_framework_is_answered_by_the_framework()
    {
        var builder = TestApp.CreateBuilder();
        builder.Services.AddRequestTimeouts();
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.UseRequestTimeouts();
            app.MapMetrics().WithRequestTimeout(
                new RequestTimeoutPolicy { Timeout = TimeSpan.FromMilliseconds(20), TimeoutStatusCode = 504 });
        });
        app.Registry.Register(new WaitsForItsToken());

        using var answer = await app.SendAsync("GET", "/metrics");

        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
    }

    private static RequestDelegate KeepBodyFirst(RequestDelegate next) => async context =>
    {
        var body = context.Response.Body;
        using var kept = new MemoryStream();
        context.Response.Body = kept;
        await next(context);
        context.Response.Body = body;
        kept.Position = 0;
        await kept.CopyToAsync(body);
    };

    private sealed class WaitsForItsToken : ICollector
    {
        public IReadOnlyList<MetricDescriptor> Descriptors => [];

        public void Collect(MetricVisitor visitor, in CollectionRequest request)
        {
            request.CancellationToken.WaitHandle.WaitOne();
            request.CancellationToken.ThrowIfCancellationRequested();
        }
    }
}
