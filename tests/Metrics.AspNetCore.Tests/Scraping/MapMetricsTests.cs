using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.Scraping;

/// <summary>The endpoint: its path, its methods and its conventions.</summary>
public sealed class MapMetricsTests
{
    [Fact]
    public async Task Its_default_path_is_metrics()
    {
        await using var usual = await StartAsync(app => app.MapMetrics());
        await using var special = await StartAsync(app => app.MapMetrics("/internal/m"));

        Assert.Equal((200, 404), (await usual.GetStatusAsync("/metrics"), await usual.GetStatusAsync("/internal/m")));
        Assert.Equal((404, 200), (await special.GetStatusAsync("/metrics"), await special.GetStatusAsync("/internal/m")));
    }

    [Fact]
    public async Task It_may_be_in_a_route_group()
    {
        await using var app = await StartAsync(app => app.MapGroup("/internal").MapMetrics());

        Assert.Contains("orders_total 1\n", await app.Client.GetStringAsync("/internal/metrics"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("FOO")]
    public async Task Other_methods_are_refused_with_what_is_allowed(string method)
    {
        await using var app = await StartAsync(app => app.MapMetrics());

        using var answer = await app.SendAsync(method, "/metrics");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal("GET, HEAD", answer.Content.Headers.NonValidated["Allow"].ToString());
    }

    [Fact]
    public async Task A_script_of_another_site_may_ask_first()
    {
        var builder = TestApp.CreateBuilder();
        builder.Services.AddCors();
        await using var app = await StartAsync(builder, app =>
        {
            app.UseCors();
            app.MapMetrics().RequireCors(policy => policy.WithOrigins("https://status.example"));
        });
        using var request = new HttpRequestMessage(HttpMethod.Options, "/metrics");
        request.Headers.Add("Origin", "https://status.example");
        request.Headers.Add("Access-Control-Request-Method", "GET");

        using var answer = await app.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(["https://status.example"], answer.Headers.GetValues("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task It_can_serve_another_source_with_options_of_its_own()
    {
        using var registry = new MetricRegistry();
        new MetricFactory(registry).CreateGauge("elsewhere", "").Set(1);
        var builder = TestApp.CreateBuilder(settings: ("Prometheus:Endpoint:Compression", "false"));
        await using var app = await StartAsync(builder, app =>
        {
            app.MapMetrics();
            app.MapMetrics("/other", registry);
            app.MapMetrics("/compressed", registry, options => options.Compression = true);
        });
        app.Client.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Encoding", "gzip");

        Assert.Contains("orders_total 1\n", await app.Client.GetStringAsync("/metrics"), StringComparison.Ordinal);
        var other = await app.Client.GetStringAsync("/other");
        Assert.Contains("elsewhere 1\n", other, StringComparison.Ordinal);
        Assert.DoesNotContain("orders_total", other, StringComparison.Ordinal);
        using var compressed = await app.SendAsync("GET", "/compressed");
        Assert.Equal(["gzip"], compressed.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task Another_source_needs_no_registry_of_the_host_unless_its_scrapes_are_measured()
    {
        using var registry = new MetricRegistry();
        new MetricFactory(registry).CreateGauge("elsewhere", "").Set(1);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        builder.Services.AddRouting();
        await using var app = builder.Build();
        app.MapMetrics("/metrics", registry);

        var refusal = Assert.Throws<InvalidOperationException>(
            () => app.MapMetrics("/measured", registry, options => options.ScrapeMetrics = true));

        Assert.StartsWith("MapMetrics with ScrapeMetrics needs the metrics services.", refusal.Message, StringComparison.Ordinal);
        await app.StartAsync(TestContext.Current.CancellationToken);
        Assert.Contains("elsewhere 1\n", await app.GetTestClient().GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    [InlineData(TestScheme.Authorization, HttpStatusCode.OK)]
    public async Task It_can_require_authorization(string? authorization, HttpStatusCode status)
    {
        var builder = TestApp.CreateBuilder();
        TestScheme.AddTo(builder.Services);
        await using var app = await StartAsync(builder, app => app.MapMetrics().RequireAuthorization());
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.TryAddWithoutValidation("Authorization", authorization);

        using var answer = await app.Client.SendAsync(request);

        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(status == HttpStatusCode.OK, (await answer.Content.ReadAsStringAsync()).Length > 0);
    }

    [Theory]
    [InlineData("metrics.local", 200)]
    [InlineData("shop.local", 404)]
    public async Task It_takes_conventions_like_any_endpoint(string host, int status)
    {
        await using var app = await StartAsync(app => app.MapMetrics().RequireHost("metrics.local").WithMetadata("mine"));
        app.Client.DefaultRequestHeaders.Host = host;

        Assert.Equal(status, await app.GetStatusAsync("/metrics"));
        var endpoint = Assert.Single(app.App.Services.GetRequiredService<EndpointDataSource>().Endpoints);
        Assert.Equal(("Prometheus metrics", "mine"), (endpoint.DisplayName, endpoint.Metadata.GetMetadata<string>()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_does_not_count_itself(bool beforeRouting)
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            _ = beforeRouting ? app.UseHttpMetrics().UseRouting() : app.UseRouting().UseHttpMetrics();
            app.MapMetrics();
        });

        for (var i = 0; i < 3; i++)
        {
            await app.GetStatusAsync("/metrics");
        }

        await app.GetStatusAsync("/metrics", "HEAD");

        Assert.Empty(await app.CountedAsync());
        Assert.Equal(0, app.InProgress());
    }

    [Fact]
    public async Task Without_AddPrometheusMetrics_it_says_what_to_add()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseTestServer();
        builder.Services.AddRouting();
        await using var app = builder.Build();

        var refusal = Assert.Throws<InvalidOperationException>(() => app.MapMetrics());

        Assert.Contains("builder.Services.AddPrometheusMetrics();", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("MapMetrics", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Null_is_refused()
    {
        await using var app = TestApp.CreateBuilder().Build();

        Assert.Throws<ArgumentNullException>("endpoints", () => default(IEndpointRouteBuilder)!.MapMetrics());
        Assert.Throws<ArgumentNullException>("pattern", () => app.MapMetrics(default(string)!));
        Assert.Throws<ArgumentNullException>("configure", () => app.MapMetrics(default(Action<MetricsEndpointOptions>)!));
        Assert.Throws<ArgumentNullException>("configure", () => app.MapMetrics("/m", default(Action<MetricsEndpointOptions>)!));
        Assert.Throws<ArgumentNullException>("source", () => app.MapMetrics("/m", default(IMetricSource)!));
    }

    private static Task<TestApp> StartAsync(Action<WebApplication> configure) => StartAsync(TestApp.CreateBuilder(), configure);

    private static async Task<TestApp> StartAsync(WebApplicationBuilder builder, Action<WebApplication> configure)
    {
        var app = await TestApp.StartAsync(builder, configure);
        app.Factory.CreateCounter("orders_total", "Orders.").Inc();
        return app;
    }
}
