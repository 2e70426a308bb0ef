using Metrics.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Metrics.Tests.AspNetCore.HttpMetrics;

/// <summary>R-260: the status is what the client gets, also when something throws.</summary>
public sealed class FailureTests
{
    [Fact]
    public async Task An_unhandled_exception_is_500()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetrics();
            Map(app);
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
            UseBoth(app, metricsFirst, () => app.UseExceptionHandler(error => error.Run(context =>
            {
                context.Response.StatusCode = 503;
                return context.Response.WriteAsync("sorry");
            })));
            Map(app);
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
            UseBoth(app, metricsFirst, () => app.UseExceptionHandler());
            Map(app);
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
            UseBoth(app, metricsFirst, () => app.UseExceptionHandler("/throws/again"));
            Map(app);
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
            Map(app);
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
            UseBoth(app, metricsFirst, () => app.UseExceptionHandler("/error"));
            app.Use(next => context => context.Request.Path == "/error" ? next(context) : throw new InvalidOperationException());
            app.UseRouting();
            Map(app);
        });

        Assert.Equal(418, await app.GetStatusAsync("/orders/7"));

        Assert.Equal(["GET 418 '' 1"], await app.CountedAsync());
    }

    [Theory]
    [InlineData(true, "/orders/{id}")]
    [InlineData(false, "")]
    public async Task A_request_that_is_seen_first_when_an_error_page_is_made_keeps_its_own_route(bool routed, string route)
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
            Map(app);
        });

        Assert.Equal(418, await app.GetStatusAsync("/orders/7"));

        Assert.Equal([$"GET 418 '{route}' 1"], await app.CountedAsync());
    }

    [Fact]
    public async Task A_request_that_is_seen_first_when_a_status_page_is_made_keeps_its_own_route()
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
            Map(app);
        });

        Assert.Equal(418, await app.GetStatusAsync("/orders/7"));

        Assert.Equal(["GET 418 '/orders/{id}' 1"], await app.CountedAsync());
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task A_response_that_breaks_off_is_500_whatever_its_status_line_said(bool metricsFirst, bool withHandler)
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            UseBoth(app, metricsFirst, () => _ = withHandler ? app.UseExceptionHandler("/error") : app);
            Map(app);
        });

        Assert.Null(await app.GetStatusAsync("/breaks"));

        Assert.Equal(["GET 500 '/breaks' 1"], await app.CountedAsync());
        Assert.Equal(0, app.InProgress());
    }

    [Fact]
    public async Task A_status_that_is_set_at_the_last_moment_is_the_one()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetrics();
            app.MapGet("/late", (HttpContext context) =>
            {
                context.Response.OnStarting(() =>
                {
                    context.Response.StatusCode = 202;
                    return Task.CompletedTask;
                });
                return "hello";
            });
        });

        Assert.Equal(202, await app.GetStatusAsync("/late"));

        Assert.Equal(["GET 202 '/late' 1"], await app.CountedAsync());
    }

    [Fact]
    public async Task A_status_that_is_set_in_front_of_the_middleware_is_the_one()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.Use(async (context, next) =>
            {
                await next(context);
                context.Response.StatusCode = 203;
            });
            app.UseHttpMetrics();
            app.MapGet("/empty", () => { });
        });

        Assert.Equal(203, await app.GetStatusAsync("/empty"));

        Assert.Equal(["GET 203 '/empty' 1"], await app.CountedAsync());
    }

    [Fact]
    public async Task A_client_that_goes_away_is_no_failure_of_the_server()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetrics();
            app.MapGet("/waits", async (HttpContext context) =>
            {
                await context.Response.WriteAsync("first");
                await context.Response.Body.FlushAsync();
                arrived.SetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            });
        });
        using var client = await RawClient.GetAsync(app.Address, "/waits");
        await arrived.Task.InTime();

        client.Reset();

        Assert.Equal(["GET 200 '/waits' 1"], await app.CountedAsync());
        Assert.Equal(0, app.InProgress());
    }

    private static void UseBoth(WebApplication app, bool metricsFirst, Action useHandler)
    {
        if (metricsFirst)
        {
            app.UseHttpMetrics();
        }

        useHandler();
        if (!metricsFirst)
        {
            app.UseHttpMetrics();
        }
    }

    private static void Map(WebApplication app)
    {
        app.MapGet("/orders/{id}", (string id) => id);
        app.MapGet("/throws/{id}", string (string id) => throw new InvalidOperationException(id));
        app.Map("/error", () => Results.Text("sorry", statusCode: 418));
        app.MapGet("/breaks", async (HttpContext context) =>
        {
            await context.Response.WriteAsync("half");
            await context.Response.Body.FlushAsync();
            throw new InvalidOperationException();
        });
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
