using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc.Routing;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

/// <summary>R-256: every request counts, also one that ends before the application's first middleware.</summary>
public sealed class AddHttpMetricsTests
{
    private static readonly (string Path, int Status, string Route)[] EarlyRequests =
    [
        ("/orders/7", 200, "/orders/{id}"),
        ("/nowhere", 404, ""),
        ("/twice", 500, ""),
        ("/constrained/7", 500, ""),
        ("/dynamic/7", 500, ""),
        ("/fast", 200, "/fast"),
        ("/robots.txt", 404, "/robots.txt/{**catchall}"),
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Requests_that_end_in_routing_count_once(bool withUse)
    {
        await using var app = await StartAsync(withUse);
        foreach (var (path, status, _) in EarlyRequests)
        {
            Assert.Equal(status, await app.GetStatusAsync(path));
        }

        Assert.Equal(
            [
                .. EarlyRequests.GroupBy(request => $"GET {request.Status} '{request.Route}'")
                    .Select(same => $"{same.Key} {same.Count()}"),
            ],
            await app.CountedAsync());
        Assert.Equal(0, app.InProgress());
    }

    [Fact]
    public async Task A_request_that_host_filtering_rejects_counts()
    {
        await using var app = await StartAsync(withUse: false, ("AllowedHosts", "example.com"));

        Assert.Equal(400, await app.GetStatusAsync("/orders/7"));

        Assert.Equal(["GET 400 '' 1"], await app.CountedAsync());
    }

    [Fact]
    public async Task Everything_that_the_frameworks_own_duration_counts_is_counted()
    {
        var counted = new ConcurrentQueue<string>();
        using var listener = new MeterListener();
        await using var app = await StartAsync(withUse: false);
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == "http.server.request.duration"
                && instrument.Meter.Scope == app.App.Services.GetRequiredService<IMeterFactory>())
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            var all = tags.ToArray().ToDictionary();
            counted.Enqueue($"{all["http.request.method"]} {all["http.response.status_code"]}");
        });
        listener.Start();
        foreach (var (path, _, _) in EarlyRequests)
        {
            foreach (var method in (string[])["GET", "HEAD", "POST", "OPTIONS"])
            {
                await app.GetStatusAsync(path, method);
            }
        }

        var ours = (await app.CountedAsync()).SelectMany(line =>
            Enumerable.Repeat(string.Join(' ', line.Split(' ')[..2]), int.Parse(line.Split(' ')[^1], null)));
        await Eventually.HoldsAsync("the framework has measured all", () => counted.Count == 4 * EarlyRequests.Length);
        Assert.Equal(counted.Order(), ours.Order());
    }

    [Fact]
    public async Task Use_alone_does_not_see_what_ends_in_routing_and_says_so_once_at_debug_level()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetrics();
            app.UseHttpMetrics();
            app.MapGet("/fast", () => "").ShortCircuit();
        });

        Assert.Equal(200, await app.GetStatusAsync("/fast"));

        Assert.Empty(await app.CountedAsync());
        var line = Assert.Single(app.Log.Of(typeof(HttpMetricsMiddleware).FullName!));
        Assert.Equal(LogLevel.Debug, line.Level);
        Assert.Contains("AddPrometheusMetrics().AddHttpMetrics() sees all of them", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_come_from_the_section_then_the_services_then_the_call()
    {
        var builder = TestApp.CreateBuilder(settings: ("Prometheus:HttpMetrics:Duration:Buckets:0", "1"));
        builder.Services.Configure<HttpMetricsOptions>(options => options.Duration.Buckets = [.. options.Duration.Buckets!, 2]);
        Add(builder).AddHttpMetrics(options => options.Duration.Buckets = [.. options.Duration.Buckets!, 3]).AddHttpMetrics();
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.UseHttpMetrics();
            app.MapGet("/", () => "");
        });
        await app.GetStatusAsync("/");
        await app.QuietAsync();

        Assert.Equal([1, 2, 3], app.App.Services.GetRequiredService<IOptions<HttpMetricsOptions>>().Value.Duration.Buckets!);
        Assert.NotNull(app.Registry.FindSampleValue(
            "http_request_duration_seconds_bucket", ("method", "GET"), ("status", "200"), ("route", "/"), ("le", "3")));
        Assert.DoesNotContain(
            app.Log.AtLeast(LogLevel.Warning), line => line.Message.Contains("Prometheus:HttpMetrics", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Another_set_of_options_in_a_use_is_refused()
    {
        var builder = TestApp.CreateBuilder();
        Add(builder).AddHttpMetrics(options => options.Duration.Buckets = [0.5, 1]);

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(
            () => TestApp.StartAsync(builder, app => app.UseHttpMetrics(options => options.Duration.Buckets = [1])));

        Assert.Equal(
            "UseHttpMetrics is called with other options than AddHttpMetrics: Prometheus:HttpMetrics:Duration:Buckets is (1) after (0.5, " +
            "1). Set the options in one place: in the section Prometheus:HttpMetrics, or by services.Configure<HttpMetricsOptions>(…).",
            refusal.Message);
    }

    [Fact]
    public async Task Another_parameter_for_a_label_is_refused()
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => TestApp.StartAsync(app =>
        {
            app.UseHttpMetrics(options => options.AddRouteParameter("tenant", "customer"));
            app.UseHttpMetrics(options => options.AddRouteParameter("client", "customer"));
        }));

        Assert.Contains("is (customer of {client}) after (customer of {tenant})", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_options_are_refused_at_start()
    {
        var wrong = TestApp.CreateBuilder();
        Add(wrong).AddHttpMetrics(options => options.Duration.Buckets = [1, 0.5]);
        var mistyped = TestApp.CreateBuilder(settings: ("Prometheus:HttpMetrics:Bukets", "1"));
        Add(mistyped).AddHttpMetrics();

        await Assert.ThrowsAsync<OptionsValidationException>(() => TestApp.StartAsync(wrong, _ => { }));
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => TestApp.StartAsync(mistyped, _ => { }));

        Assert.Contains("Prometheus:HttpMetrics:Bukets", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Null_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => default(IPrometheusMetricsBuilder)!.AddHttpMetrics());
        Assert.Throws<ArgumentNullException>(() => Add(TestApp.CreateBuilder()).AddHttpMetrics(null!));
    }

    private static IPrometheusMetricsBuilder Add(WebApplicationBuilder builder) => builder.Services.AddPrometheusMetrics();

    private static Task<TestApp> StartAsync(bool withUse, params (string, string?)[] settings)
    {
        var builder = TestApp.CreateBuilder(settings: settings);
        Add(builder).AddHttpMetrics();
        builder.Services.AddControllers();
        builder.Services.AddSingleton<FailingTransformer>();
        builder.Services.Configure<RouteOptions>(options => options.SetParameterPolicy<FailingConstraint>("failing"));
        return TestApp.StartAsync(builder, app =>
        {
            if (withUse)
            {
                app.UseHttpMetrics();
            }

            app.Map("/orders/{id}", (string id) => id);
            foreach (var answer in new[] { "one", "two" })
            {
                app.Map("/twice", () => answer);
            }

            app.Map("/constrained/{id:failing}", (string id) => id);
            app.MapDynamicControllerRoute<FailingTransformer>("/dynamic/{id}");
            app.Map("/fast", () => "").ShortCircuit();
            app.MapShortCircuit(404, "robots.txt");
        });
    }

    private sealed class FailingConstraint : IRouteConstraint
    {
        public bool Match(
            HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values, RouteDirection routeDirection) =>
            throw new InvalidOperationException();
    }

    private sealed class FailingTransformer : DynamicRouteValueTransformer
    {
        public override ValueTask<RouteValueDictionary> TransformAsync(HttpContext httpContext, RouteValueDictionary values) =>
            throw new InvalidOperationException();
    }
}
