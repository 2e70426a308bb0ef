using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore;

/// <summary>A web application whose metrics are off, by <c>Prometheus:Enabled</c>, works as one without them.</summary>
public sealed class MetricsOffTests
{
    private static readonly (string, string?) Off = ("Prometheus:Enabled", "false");

    private static readonly (string, string?)[] Mistakes =
    [
        Off,
        ("Prometheus:SeriesLimit", "abc"),
        ("Prometheus:HttpMetrics:Duration:Buckets:0", "wide"),
        ("Prometheus:Endpoint:Port", "abc"),
        ("Prometheus:Endpoint:Unknown", "1"),
        ("Prometheus:Server:Port", "99999999"),
        ("Prometheus:Server:PasswordFile", "/nowhere/at/all"),
    ];

    [Fact]
    public async Task A_configuration_full_of_mistakes_starts_with_one_line_of_information()
    {
        var builder = TestApp.CreateBuilder("Production", Mistakes);
        builder.Services.AddPrometheusMetrics()
            .AddHttpMetrics(options => options.AddLabel("not a name", _ => ""))
            .AddMetricsServer(options => options.Path = "no path");
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.UseHttpMetrics(options => options.Duration.Buckets = []);
            app.MapMetrics("/metrics", options => options.ScrapeLimit = -1);
            app.MapGet("/", () => "Hello");
        });

        Assert.Equal(200, await app.GetStatusAsync("/"));
        Assert.Equal(404, await app.GetStatusAsync("/metrics"));
        var line = Assert.Single(app.Log.Lines, line => line.Category.StartsWith("PrometheusMetrics", StringComparison.Ordinal));
        Assert.Equal(
            (LogLevel.Information, "Prometheus metrics are off, because Prometheus:Enabled is false in the configuration."),
            (line.Level, line.Message));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Requests_pass_through_without_a_measurement_and_with_their_own_features(bool inFront)
    {
        var builder = TestApp.CreateBuilder("Production", Off);
        if (inFront)
        {
            builder.Services.AddPrometheusMetrics().AddHttpMetrics();
        }

        List<object?> features = [];
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.Use(AddFeaturesAsync);
            app.UseHttpMetrics();
            app.Use(AddFeaturesAsync);
            app.MapGet("/orders", () => "None");
        });

        Assert.Equal(200, await app.GetStatusAsync("/orders"));

        Assert.Empty(await app.CountedAsync());
        Assert.Null(app.Registry.FindSampleValue("http_requests_in_progress", ("method", "GET")));
        Assert.Equal(8, features.Count);
        Assert.Equal(features[..4], features[4..]);
        Assert.DoesNotContain(features, feature => feature?.GetType().Assembly == typeof(MetricsServer).Assembly);

        Task AddFeaturesAsync(HttpContext context, RequestDelegate next)
        {
            features.AddRange(
                context.Features.Get<IEndpointFeature>(),
                context.Features.Get<IHttpRequestLifetimeFeature>(),
                context.Features.Get<IHttpResponseBodyFeature>(),
                context.Features.Get<IHttpResponseFeature>());
            return next(context);
        }
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("POST")]
    public async Task The_endpoint_answers_404_and_no_fallback_answers_in_its_place(string method)
    {
        await using var app = await StartAsync(app =>
        {
            app.MapMetrics();
            app.MapMetrics("/other", new MetricRegistry());
            app.MapFallback(() => "The page of the application");
        });

        Assert.Equal(404, await app.GetStatusAsync("/metrics", method));
        Assert.Equal(404, await app.GetStatusAsync("/other", method));
        Assert.Equal(200, await app.GetStatusAsync("/elsewhere", method));
    }

    [Fact]
    public async Task The_endpoint_gives_way_to_another_one_of_the_application_and_is_never_ambiguous()
    {
        await using var app = await StartAsync(app =>
        {
            app.MapMetrics();
            app.MapMetrics();
            app.MapMetrics("/own", options => options.Port = 9090);
            app.MapGet("/own", () => "My own");
        });

        Assert.Equal(404, await app.GetStatusAsync("/metrics"));
        Assert.Equal(200, await app.GetStatusAsync("/own"));
    }

    // A reverse proxy, for example, forwards whatever has no route of its own.
    [Theory]
    [InlineData("/{**path}")]
    [InlineData("/{name}")]
    public async Task No_route_that_takes_any_path_answers_in_place_of_the_endpoint(string pattern)
    {
        await using var app = await StartAsync(app =>
        {
            app.MapGet(pattern, () => "Any page");
            app.MapMetrics();
            app.MapMetrics("metrics/");
            app.MapMetrics("/other", new MetricRegistry());
            app.MapMetrics("/own", options => options.Port = 9090);
        });

        Assert.Equal(404, await app.GetStatusAsync("/metrics"));
        Assert.Equal(404, await app.GetStatusAsync("/other"));
        Assert.Equal(200, await app.GetStatusAsync("/own"));
    }

    [Fact]
    public async Task Conventions_of_the_endpoint_are_kept()
    {
        await using var app = await StartAsync(app =>
        {
            app.MapMetrics().RequireHost("metrics.example");
            app.MapFallback(() => "The page of the application");
        });

        Assert.Equal(200, await app.GetStatusAsync("/metrics"));
    }

    [Fact]
    public async Task No_port_is_opened_for_the_endpoint_or_the_server()
    {
        // This socket listens already, so that a listener of the application would fail, and with it the start.
        using var occupied = new Socket(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
        occupied.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        occupied.Listen();
        var port = $"{((IPEndPoint)occupied.LocalEndPoint!).Port}";
        var builder = TestApp.CreateBuilder("Production", Off, ("Prometheus:Endpoint:Port", port), ("Prometheus:Server:Port", port));
        builder.Services.AddPrometheusMetrics().AddMetricsServer();
        await using var app = await TestApp.StartAsync(builder, app => app.MapMetrics());

        Assert.Equal(404, await app.GetStatusAsync("/metrics"));
    }

    [Fact]
    public async Task Code_switches_the_metrics_off_too()
    {
        var builder = TestApp.CreateBuilder();
        builder.Services.Configure<PrometheusMetricsOptions>(options => options.Enabled = false);
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.UseHttpMetrics();
            app.MapMetrics();
        });

        Assert.Equal(404, await app.GetStatusAsync("/metrics"));
        Assert.Empty(await app.CountedAsync());
    }

    private static Task<TestApp> StartAsync(Action<WebApplication> configure) =>
        TestApp.StartAsync(TestApp.CreateBuilder("Production", Off), configure);
}
