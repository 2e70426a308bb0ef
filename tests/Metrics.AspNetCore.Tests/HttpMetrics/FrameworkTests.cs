using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

/// <summary>The middleware replaces a feature of the framework: what the framework does with that feature must still work.</summary>
public sealed class FrameworkTests
{
    [Fact]
    public async Task Later_middleware_gets_endpoint_and_route_values()
    {
        (string? Endpoint, object? Id) seen = default;
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetrics();
            app.UseRouting();
            app.Use((context, next) =>
            {
                seen = (context.GetEndpoint()?.DisplayName, context.GetRouteValue("id"));
                return next(context);
            });
            app.MapGet("/orders/{id}", (string id) => id).WithDisplayName("one order");
        });

        await app.GetStatusAsync("/orders/7");

        Assert.Equal(("one order", "7"), seen);
    }

    [Fact]
    public async Task Middleware_in_front_gets_the_endpoint_too()
    {
        string? seen = null;
        await using var app = await TestApp.StartAsync(app =>
        {
            app.Use(async (context, next) =>
            {
                var feature = context.Features.Get<IEndpointFeature>();
                await next(context);
                seen = $"{context.GetEndpoint()?.DisplayName}, {feature?.Endpoint?.DisplayName}";
            });
            app.UseHttpMetrics();
            app.UseRouting();
            app.MapGet("/", () => "").WithDisplayName("start");
        });

        await app.GetStatusAsync("/");

        Assert.Equal("start, start", seen);
    }

    [Fact]
    public async Task An_endpoint_that_a_middleware_chooses_counts()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetrics();
            app.UseRouting();
            app.Use((context, next) =>
            {
                context.SetEndpoint(new RouteEndpoint(
                    context => context.Response.WriteAsync("chosen"),
                    RoutePatternFactory.Parse("/chosen/{id}"),
                    order: 0,
                    metadata: null,
                    displayName: null));
                return next(context);
            });
            app.MapGet("/", () => "");
        });

        Assert.Equal("chosen", await app.Client.GetStringAsync("/"));

        Assert.Equal(["GET 200 '/chosen/{id}' 1"], await app.CountedAsync());
    }

    [Theory]
    [InlineData("/orders/7", "/orders/{id} 200")]
    [InlineData("/throws/7", "/error 418")]
    public async Task The_frameworks_own_duration_is_as_without_the_middleware(string path, string measured)
    {
        Assert.Equal(measured, await MeasureAsync(_ => { }));
        Assert.Equal(measured, await MeasureAsync(app => app.UseHttpMetrics()));

        async Task<string> MeasureAsync(Action<WebApplication> use)
        {
            var routes = new ConcurrentQueue<string>();
            using var listener = new MeterListener();
            await using var app = await TestApp.StartAsync(app =>
            {
                use(app);
                app.UseExceptionHandler("/error");
                app.UseRouting();
                app.MapGet("/orders/{id}", (string id) => id);
                app.MapGet("/throws/{id}", string (string id) => throw new InvalidOperationException());
                app.MapGet("/error", () => Results.Text("sorry", statusCode: 418));
                Listen(listener, app.Services.GetRequiredService<IMeterFactory>(), routes);
            });
            await app.GetStatusAsync(path);
            await Eventually.HoldsAsync("the request is measured", () => !routes.IsEmpty);
            return Assert.Single(routes);
        }
    }

    [Theory]
    [InlineData("/convention")]
    [InlineData("/attribute")]
    [InlineData("/api/orders/secret")]
    [InlineData("/feature")]
    public async Task What_disables_the_frameworks_metrics_disables_these(string path)
    {
        var builder = TestApp.CreateBuilder();
        builder.Services.AddControllers().AddApplicationPart(typeof(OrdersController).Assembly);
        using var listener = new MeterListener();
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.UseHttpMetrics();
            app.UseRouting();
            app.MapControllers();
            app.MapGet("/convention", () => "").DisableHttpMetrics();
            app.MapGet("/attribute", [DisableHttpMetrics] () => "");
            app.MapGet(
                "/feature", (HttpContext context) => context.Features.GetRequiredFeature<IHttpMetricsTagsFeature>().MetricsDisabled = true);
            Listen(listener, app.Services.GetRequiredService<IMeterFactory>(), []);
        });

        Assert.Equal(200, await app.GetStatusAsync(path));

        Assert.Empty(await app.CountedAsync());
        Assert.Equal(0, app.InProgress());
    }

    [Fact]
    public async Task A_request_whose_endpoint_feature_the_application_replaces_counts_once()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetrics();
            app.Use((context, next) =>
            {
                context.Features.Set<IEndpointFeature>(new OwnEndpointFeature { Endpoint = context.GetEndpoint() });
                return next(context);
            });
            app.UseHttpMetrics();
            app.MapGet("/orders/{id}", async (string id) =>
            {
                await Task.Yield();
                return id;
            });
        });

        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(200, await app.GetStatusAsync("/orders/7"));
        }

        Assert.Equal(["GET 200 '/orders/{id}' 2"], await app.CountedAsync());
        Assert.Equal(0, app.InProgress());
    }

    [Fact]
    public async Task Requests_over_http2_count_too()
    {
        var builder = TestApp.CreateBuilder(settings: ("Kestrel:EndpointDefaults:Protocols", "Http2"));
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.UseHttpMetrics();
            app.MapGet("/orders/{id}", (string id) => id);
        });
        app.Client.DefaultRequestVersion = HttpVersion.Version20;
        app.Client.DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact;

        for (var i = 0; i < 3; i++)
        {
            using var answer = await app.Client.GetAsync(new Uri("/orders/7", UriKind.Relative));
            Assert.Equal(HttpVersion.Version20, answer.Version);
        }

        Assert.Equal(["GET 200 '/orders/{id}' 3"], await app.CountedAsync());
    }

    // R-259: the handler of the first request sets no status.
    [Fact]
    public async Task Requests_of_the_test_server_count_too()
    {
        var builder = TestApp.CreateBuilder();
        builder.WebHost.UseTestServer();
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.UseHttpMetrics();
            app.UseExceptionHandler("/error");
            app.MapGet("/orders/{id}", (string id) => id);
            app.MapGet("/throws/{id}", string (string id) => throw new InvalidOperationException());
            app.MapGet("/error", () => Results.Text("sorry", statusCode: 418));
        });

        Assert.Equal(200, await app.GetStatusAsync("/orders/7"));
        Assert.Equal(418, await app.GetStatusAsync("/throws/7"));

        Assert.Equal(["GET 200 '/orders/{id}' 1", "GET 418 '/throws/{id}' 1"], await app.CountedAsync());
    }

    private static void Listen(MeterListener listener, IMeterFactory meters, ConcurrentQueue<string> routes)
    {
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "http.server.request.duration" && instrument.Meter.Scope == meters)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            var all = tags.ToArray().ToDictionary();
            routes.Enqueue($"{all["http.route"]} {all["http.response.status_code"]}");
        });
        listener.Start();
    }

    private sealed class OwnEndpointFeature : IEndpointFeature
    {
        public Endpoint? Endpoint { get; set; }
    }
}
