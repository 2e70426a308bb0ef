using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

/// <summary>R-260: the status is known only at the end of the response.</summary>
public sealed class ResponseEndTests
{
    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public async Task A_response_that_breaks_off_is_500_whatever_its_status_line_said(bool metricsFirst, bool withHandler)
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetricsAnd(metricsFirst, () => _ = withHandler ? app.UseExceptionHandler("/error") : app);
            app.MapFailures();
        });

        Assert.Null(await app.GetStatusAsync("/breaks"));

        Assert.Equal(["GET 500 '/breaks' 1"], await app.CountedAsync());
        Assert.Equal(0, app.InProgress());
    }

    [Theory]
    [InlineData("HEAD", 200)]
    [InlineData("GET", 304)]
    public async Task A_response_that_has_no_body_is_not_shorter_than_the_length_that_it_announces(string method, int status)
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetrics();
            app.MapMethods("/announced", [method], (HttpContext context) =>
            {
                context.Response.StatusCode = status;
                context.Response.ContentLength = 10;
                return Task.CompletedTask;
            });
        });

        Assert.Equal(status, await app.GetStatusAsync("/announced", method));

        Assert.Equal([$"{method} {status} '/announced' 1"], await app.CountedAsync());
    }

    // The server's token may be cancelled only later.
    [Fact]
    public async Task A_connection_that_was_reset_is_499_before_the_token_tells_it()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetrics();
            app.MapGet("/reset", new Func<string>(() => throw new IOException("", new ConnectionResetException(""))));
        });

        Assert.Equal(500, await app.GetStatusAsync("/reset"));

        Assert.Equal(["GET 499 '/reset' 1"], await app.CountedAsync());
    }

    [Fact]
    public async Task A_connection_that_was_reset_is_499_after_middleware_in_front_restores_the_token_of_the_server()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.Use(async (context, next) =>
            {
                var token = context.RequestAborted;
                using var timeout = CancellationTokenSource.CreateLinkedTokenSource(token);
                context.RequestAborted = timeout.Token;
                try
                {
                    await next(context);
                }
                finally
                {
                    context.RequestAborted = token;
                }
            });
            app.UseHttpMetrics();
            app.MapGet("/reset", new Func<string>(() => throw new IOException("", new ConnectionResetException(""))));
        });

        await app.GetStatusAsync("/reset");

        Assert.Equal(["GET 499 '/reset' 1"], await app.CountedAsync());
    }

    [Fact]
    public async Task A_whole_answer_after_a_timeout_of_middleware_in_front_is_what_the_client_got()
    {
        using var timeout = new CancellationTokenSource();
        await using var app = await TestApp.StartAsync(app =>
        {
            app.Use(async (context, next) =>
            {
                var token = context.RequestAborted;
                context.RequestAborted = timeout.Token;
                await next(context);
                context.RequestAborted = token;
            });
            app.UseHttpMetrics(options => options.ResponseSize.Enabled = true);
            app.MapGet("/late", async (HttpContext context) =>
            {
                await timeout.CancelAsync();
                context.Response.ContentLength = 4;
                await context.Response.WriteAsync("late", CancellationToken.None);
            });
        });

        Assert.Equal(200, await app.GetStatusAsync("/late"));

        Assert.Equal(["GET 200 '/late' 1"], await app.CountedAsync());
        Assert.Equal(4, app.Registry.GetSampleValue(
            "http_response_size_bytes_sum", ("method", "GET"), ("status", "200"), ("route", "/late")));
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
    public async Task A_client_that_disconnects_is_499_and_no_failure_of_the_server()
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

        Assert.Equal(["GET 499 '/waits' 1"], await app.CountedAsync());
        Assert.Equal(0, app.InProgress());
    }
}
