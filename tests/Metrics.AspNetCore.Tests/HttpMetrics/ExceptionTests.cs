using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

/// <summary>R-260: the status is what the client gets, also when something throws.</summary>
public sealed class ExceptionTests
{
    [Fact]
    public async Task An_unhandled_exception_is_500()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetrics();
            app.MapFailures();
        });

        Assert.Equal(500, await app.GetStatusAsync("/throws/7"));

        Assert.Equal(["GET 500 '/throws/{id}' 1"], await app.CountedAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_handler_of_code_decides_the_status(bool metricsFirst)
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetricsAnd(metricsFirst, () => app.UseExceptionHandler(error => error.Run(context =>
            {
                context.Response.StatusCode = 503;
                return context.Response.WriteAsync("sorry");
            })));
            app.MapFailures();
        });

        Assert.Equal(503, await app.GetStatusAsync("/throws/7"));

        Assert.Equal(["GET 503 '/throws/{id}' 1"], await app.CountedAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_handler_service_decides_the_status(bool metricsFirst)
    {
        var builder = TestApp.CreateBuilder();
        builder.Services.AddExceptionHandler<Handler>().AddProblemDetails();
        await using var app = await TestApp.StartAsync(builder, app =>
        {
            app.UseHttpMetricsAnd(metricsFirst, () => app.UseExceptionHandler());
            app.MapFailures();
        });

        Assert.Equal(409, await app.GetStatusAsync("/throws/7"));

        Assert.Equal(["GET 409 '/throws/{id}' 1"], await app.CountedAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_handler_that_fails_too_is_500(bool metricsFirst)
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetricsAnd(metricsFirst, () => app.UseExceptionHandler("/throws/again"));
            app.MapFailures();
        });

        Assert.Equal(500, await app.GetStatusAsync("/throws/7"));

        Assert.Equal(["GET 500 '/throws/{id}' 1"], await app.CountedAsync());
    }

    [Fact]
    public async Task The_developers_page_is_500()
    {
        await using var app = await TestApp.StartAsync(TestApp.CreateBuilder("Development"), app =>
        {
            app.UseHttpMetrics();
            app.MapFailures();
        });

        Assert.Equal(500, await app.GetStatusAsync("/throws/7"));

        Assert.Equal(["GET 500 '/throws/{id}' 1"], await app.CountedAsync());
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task An_exception_with_a_status_of_its_own_counts_with_it(string environment)
    {
        await using var app = await TestApp.StartAsync(TestApp.CreateBuilder(environment), app =>
        {
            app.UseHttpMetrics();
            app.MapGet("/refuses", string () => throw new BadHttpRequestException("too large", StatusCodes.Status413PayloadTooLarge));
            app.MapGet("/binds", (int number) => number);
        });

        Assert.Equal(413, await app.GetStatusAsync("/refuses"));
        Assert.Equal(400, await app.GetStatusAsync("/binds?number=x"));

        Assert.Equal(["GET 413 '/refuses' 1", "GET 400 '/binds' 1"], await app.CountedAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_exception_before_routing_has_no_route(bool metricsFirst)
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetricsAnd(metricsFirst, () => app.UseExceptionHandler("/error"));
            app.Use(next => context => context.Request.Path == "/error" ? next(context) : throw new InvalidOperationException());
            app.UseRouting();
            app.MapFailures();
        });

        Assert.Equal(418, await app.GetStatusAsync("/orders/7"));

        Assert.Equal(["GET 418 '' 1"], await app.CountedAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_handler_that_succeeds_by_an_endpoint_of_its_own_keeps_the_route(bool metricsFirst)
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetricsAnd(metricsFirst, () => app.UseExceptionHandler(error =>
            {
                error.Use((context, next) =>
                {
                    context.Response.StatusCode = 200;
                    return next(context);
                });
                error.UseRouting().UseEndpoints(routes => routes.MapGet("{**path}", () => "from a cache"));
            }));
            app.MapFailures();
        });

        Assert.Equal(200, await app.GetStatusAsync("/throws/7"));

        Assert.Equal(["GET 200 '/throws/{id}' 1"], await app.CountedAsync());
    }

    [Theory]
    [InlineData(true, "/orders/{id}")]
    [InlineData(false, "")]
    public async Task A_request_that_is_measured_only_when_an_error_page_is_made_keeps_its_own_route(bool routed, string route)
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            if (routed)
            {
                app.UseRouting();
            }

            app.UseExceptionHandler("/error");
            app.Use(next => context => context.Request.Path == "/error" ? next(context) : throw new InvalidOperationException());
            if (!routed)
            {
                app.UseRouting();
            }

            app.UseHttpMetrics();
            app.MapFailures();
        });

        Assert.Equal(418, await app.GetStatusAsync("/orders/7"));

        Assert.Equal([$"GET 418 '{route}' 1"], await app.CountedAsync());
    }

    [Fact]
    public async Task A_request_that_is_measured_only_when_a_status_page_is_made_keeps_its_own_route()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseRouting();
            app.UseStatusCodePagesWithReExecute("/error");
            app.Use(next => context =>
            {
                if (context.Request.Path == "/error")
                {
                    return next(context);
                }

                context.Response.StatusCode = 403;
                return Task.CompletedTask;
            });
            app.UseHttpMetrics();
            app.MapFailures();
        });

        Assert.Equal(418, await app.GetStatusAsync("/orders/7"));

        Assert.Equal(["GET 418 '/orders/{id}' 1"], await app.CountedAsync());
    }

    private sealed class Handler : IExceptionHandler
    {
        public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
        {
            httpContext.Response.StatusCode = 409;
            await httpContext.Response.WriteAsync("conflict", cancellationToken);
            return true;
        }
    }
}
