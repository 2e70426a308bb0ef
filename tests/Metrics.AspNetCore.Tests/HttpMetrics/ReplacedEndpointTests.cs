using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Rewrite;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

/// <summary>An endpoint that was rejected after routing chose it does not count: what is served in the end does. An error page does not
/// replace an endpoint.</summary>
public sealed class ReplacedEndpointTests
{
    private const string InFront = "in front of everything";

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(503)]
    public async Task An_error_page_answers_for_the_route_that_failed_with_any_status_of_an_error(int status)
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetrics();
            app.UseStatusCodePagesWithReExecute("/error");
            app.UseRouting();
            app.MapGet("/fails", () => Results.StatusCode(status));
            app.MapGet("/error", () => "sorry");
        });

        await app.GetStatusAsync("/fails");

        Assert.Equal([$"GET {status} '/fails' 1"], await app.CountedAsync());
    }

    [Theory]
    [InlineData("/plain", "/disabled", 0, 0)]
    [InlineData("/marked", "/disabled", 0, 0)]
    [InlineData("/marked", "/plain", 1, 0)]
    [InlineData("/plain", "/marked", 0, 1)]
    public async Task The_numbers_in_progress_follow_the_endpoint_that_is_selected_last(
        string first, string last, double requests, double connections)
    {
        (double, double)? seen = null;
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetrics();
            app.UseRouting();
            app.Use(next => context =>
            {
                context.SetEndpoint(context.RequestServices.GetRequiredService<EndpointDataSource>().Endpoints
                    .OfType<RouteEndpoint>().Single(endpoint => endpoint.RoutePattern.RawText == last));
                var registry = context.RequestServices.GetRequiredService<MetricRegistry>();
                seen = (
                    registry.FindSampleValue("http_requests_in_progress", ("method", "GET")) ?? 0,
                    registry.FindSampleValue("http_connections_in_progress", ("route", "/marked")) ?? 0);
                return next(context);
            });
            app.MapGet("/plain", () => "");
            app.MapGet("/marked", () => "").MeasureAsConnection();
            app.MapGet("/disabled", () => "").DisableHttpMetrics();
        });

        await app.GetStatusAsync(first);

        Assert.Equal((requests, connections), seen);
    }

    private static readonly Dictionary<string, Action<WebApplication>> Pipelines = new()
    {
        [InFront] = _ => { },
        ["first"] = app => app.UseHttpMetrics(),
        ["after routing"] = app => app.UseRouting().UseHttpMetrics(),
        ["with error pages"] = app =>
            app.UseHttpMetrics().UseExceptionHandler("/error").UseStatusCodePagesWithReExecute("/error").UseRouting(),
        ["after error pages"] = app =>
            app.UseExceptionHandler("/error").UseStatusCodePagesWithReExecute("/error").UseHttpMetrics(),
    };

    public static TheoryData<string> Positions => [.. Pipelines.Keys];

    [Theory]
    [MemberData(nameof(Positions))]
    public async Task The_private_port_does_not_count_as_a_fallback_of_the_application(string position)
    {
        await using var app = await StartAsync(position, app =>
        {
            app.MapWhen(context => context.Request.Query.ContainsKey("private"), branch =>
            {
                branch.Use((context, next) =>
                {
                    context.SetEndpoint(null);
                    return next(context);
                });
                branch.UseRouting().UseEndpoints(routes =>
                {
                    routes.MapMetrics();
                    routes.MapGet("/internal/{id}", (string id) => id);
                    routes.MapGet("/internal/throws", string () => throw new InvalidOperationException());
                });
            });
            app.MapFallback(() => "the application");
        });

        Assert.Equal(200, await app.GetStatusAsync("/metrics?private"));
        Assert.Equal(200, await app.GetStatusAsync("/internal/7?private"));
        Assert.Equal(404, await app.GetStatusAsync("/nothing?private", "PUT"));
        var failed = await app.GetStatusAsync("/internal/throws?private"); // 500, or 404 because the branch has no error page
        Assert.Equal(200, await app.GetStatusAsync("/orders/7"));

        Assert.Equal(
            [
                "GET 200 '/internal/{id}' 1", "PUT 404 '' 1", $"GET {failed} '/internal/throws' 1", "GET 200 '/{*path:nonfile}' 1",
            ],
            await app.CountedAsync());
        Assert.Equal(0, app.InProgress());
    }

    [Theory]
    [MemberData(nameof(Positions))]
    public async Task An_endpoint_that_is_disabled_has_no_route(string position)
    {
        await using var app = await StartAsync(position, app =>
        {
            app.Use((context, next) =>
            {
                if (context.Request.Query.ContainsKey("off"))
                {
                    context.SetEndpoint(null);
                }

                return next(context);
            });
            app.Map("/mounted", mounted => mounted.Run(context =>
            {
                context.SetEndpoint(null);
                return context.Response.WriteAsync("without an endpoint");
            }));
            app.MapGet("/orders/{id}", (string id) => id);
            app.MapGet("/mounted/{id}", (string id) => id);
        });

        Assert.Equal(404, await app.GetStatusAsync("/orders/7?off"));
        Assert.Equal(200, await app.GetStatusAsync("/mounted/7"));

        Assert.Equal(["GET 404 '' 1", "GET 200 '' 1"], await app.CountedAsync());
    }

    [Theory]
    [MemberData(nameof(Positions))]
    public async Task A_rewritten_path_counts_with_the_route_that_it_leads_to(string position)
    {
        await using var app = await StartAsync(position, app =>
        {
            app.UseRewriter(new RewriteOptions().AddRewrite("^old/(.*)$", "orders/$1", skipRemainingRules: true));
            app.MapGet("/orders/{id}", (string id) => id);
            app.MapFallback(() => "everything else");
        });

        Assert.Equal("7", await app.Client.GetStringAsync("/old/7"));

        Assert.Equal(["GET 200 '/orders/{id}' 1"], await app.CountedAsync());
    }

    [Theory]
    [MemberData(nameof(Positions))]
    public async Task An_error_page_of_the_application_keeps_the_route(string position)
    {
        await using var app = await StartAsync(position, app =>
        {
            app.Use(async (context, next) =>
            {
                await next(context);
                if (context.Response is { StatusCode: 409, HasStarted: false })
                {
                    context.SetEndpoint(null);
                    context.Request.Path = "/error";
                    await next(context);
                }
            });
            app.UseRouting();
            app.MapGet("/orders/{id}", (string id) => Results.StatusCode(409));
        });

        Assert.Equal(409, await app.GetStatusAsync("/orders/7"));

        Assert.Equal(["GET 409 '/orders/{id}' 1"], await app.CountedAsync());
    }

    [Theory]
    [MemberData(nameof(Positions))]
    public async Task The_exception_of_an_endpoint_that_replaced_another_counts_with_its_route(string position)
    {
        await using var app = await StartAsync(position, app =>
        {
            app.UseExceptionHandler(handler => handler.Run(context => context.Response.WriteAsync("sorry")));
            app.MapWhen(context => context.Request.Query.ContainsKey("private"), branch =>
            {
                branch.Use((context, next) =>
                {
                    context.SetEndpoint(null);
                    return next(context);
                });
                branch.UseRouting().UseEndpoints(routes => routes.MapGet("/x", string () => throw new InvalidOperationException()));
            });
            app.MapGet("/x", string () => throw new InvalidOperationException());
            app.MapFallback(() => "the application");
        });

        Assert.Equal(500, await app.GetStatusAsync("/x?private"));
        Assert.Equal(500, await app.GetStatusAsync("/x"));

        Assert.Equal(["GET 500 '/x' 2"], await app.CountedAsync());
    }

    [Theory]
    [MemberData(nameof(Positions))]
    public async Task An_endpoint_that_is_not_measured_is_not_measured_when_it_fails(string position)
    {
        await using var app = await StartAsync(position, app =>
        {
            app.UseExceptionHandler(handler => handler.Run(context => context.Response.WriteAsync("sorry")));
            app.MapGet("/secret", string () => throw new InvalidOperationException()).DisableHttpMetrics();
        });

        Assert.Equal(500, await app.GetStatusAsync("/secret"));

        Assert.Empty(await app.CountedAsync());
        Assert.Equal(0, app.InProgress());
    }

    // Without status-code re-execution nothing tells an error page from the answer itself.
    [Fact]
    public async Task An_unmatched_request_has_the_route_of_an_error_page_that_the_application_executes_itself()
    {
        await using var app = await StartAsync(InFront, app =>
        {
            app.Use(async (context, next) =>
            {
                await next(context);
                if (context.Response is { StatusCode: 404, HasStarted: false })
                {
                    context.Request.Path = "/error";
                    await next(context);
                }
            });
            app.UseRouting();
        });

        Assert.Equal(404, await app.GetStatusAsync("/nowhere"));

        Assert.Equal(["GET 404 '/error' 1"], await app.CountedAsync());
    }

    private static Task<TestApp> StartAsync(string position, Action<WebApplication> configure)
    {
        var builder = TestApp.CreateBuilder();
        if (position == InFront)
        {
            builder.Services.AddPrometheusMetrics().AddHttpMetrics();
        }

        return TestApp.StartAsync(builder, app =>
        {
            Pipelines[position](app);
            configure(app);
            app.Map("/error", context => context.Response.WriteAsync("sorry"));
        });
    }
}
