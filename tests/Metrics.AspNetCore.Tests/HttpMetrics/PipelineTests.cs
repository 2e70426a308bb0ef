using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

/// <summary>At every position of the middleware each request counts once, with the status that the client got and the route that was
/// chosen first.</summary>
public sealed class PipelineTests
{
    private static readonly Dictionary<string, Action<WebApplication>> Pipelines = new()
    {
        ["first"] = app => app.UseHttpMetrics().UseExceptionHandler("/error").UseStatusCodePagesWithReExecute("/status/{0}").UseRouting(),
        ["after the exception handler"] = app =>
            app.UseExceptionHandler("/error").UseHttpMetrics().UseStatusCodePagesWithReExecute("/status/{0}").UseRouting(),
        ["after the status pages"] = app =>
            app.UseExceptionHandler("/error").UseStatusCodePagesWithReExecute("/status/{0}").UseHttpMetrics().UseRouting(),
        ["between status pages and exception handler"] = app =>
            app.UseStatusCodePagesWithReExecute("/status/{0}").UseHttpMetrics().UseExceptionHandler("/error").UseRouting(),
        ["after routing"] = app =>
            app.UseExceptionHandler("/error").UseStatusCodePagesWithReExecute("/status/{0}").UseRouting().UseHttpMetrics(),
        ["after routing, before the handlers"] = app =>
            app.UseRouting().UseHttpMetrics().UseExceptionHandler("/error").UseStatusCodePagesWithReExecute("/status/{0}"),
        ["after everything"] = app =>
            app.UseRouting().UseExceptionHandler("/error").UseStatusCodePagesWithReExecute("/status/{0}").UseHttpMetrics(),
        ["first, with the framework's routing"] = app =>
            app.UseHttpMetrics().UseExceptionHandler("/error").UseStatusCodePagesWithReExecute("/status/{0}"),
        ["last, with the framework's routing"] = app =>
            app.UseExceptionHandler("/error").UseStatusCodePagesWithReExecute("/status/{0}").UseHttpMetrics(),
        ["twice"] = app =>
            app.UseHttpMetrics().UseExceptionHandler("/error").UseStatusCodePagesWithReExecute("/status/{0}").UseRouting().UseHttpMetrics(),
        ["twice, around the framework's routing"] = app =>
            app.UseExceptionHandler("/error").UseHttpMetrics().UseStatusCodePagesWithReExecute("/status/{0}").UseHttpMetrics(),
        ["in a branch that comes back"] = app =>
            app.UseExceptionHandler("/error")
                .UseStatusCodePagesWithReExecute("/status/{0}")
                .UseWhen(_ => true, branch => branch.UseHttpMetrics()),
        ["in a branch and outside"] = app =>
            app.UseHttpMetrics()
                .UseExceptionHandler("/error")
                .UseStatusCodePagesWithReExecute("/status/{0}")
                .UseWhen(_ => true, branch => branch.UseHttpMetrics()),
    };

    private static readonly (string Method, string Path, int Status, string Route)[] Requests =
    [
        ("GET", "/orders/7", 200, "/orders/{id}"),
        ("GET", "/absent/7", 404, "/absent/{id}"),
        ("GET", "/gone/7", 410, "/gone/{id}"),
        ("GET", "/throws/7", 418, "/throws/{id}"),
        ("GET", "/nowhere/7", 404, ""),
        ("POST", "/orders/7", 405, ""),
        ("GET", "/error", 418, "/error"),
        ("GET", "/status/404", 404, "/status/{code}"),
    ];

    public static TheoryData<string, string, string, int, string> PipelinesAndRequests()
    {
        var data = new TheoryData<string, string, string, int, string>();
        foreach (var pipeline in Pipelines.Keys)
        {
            foreach (var (method, path, status, route) in Requests)
            {
                data.Add(pipeline, method, path, status, route);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(PipelinesAndRequests))]
    public async Task Every_request_counts_once_with_what_the_client_got(
        string pipeline, string method, string path, int status, string route)
    {
        await using var app = await StartAsync(Pipelines[pipeline]);

        Assert.Equal(status, await app.GetStatusAsync(path, method));
        Assert.Equal(status, await app.GetStatusAsync(path, method));

        Assert.Equal([$"{method} {status} '{route}' 2"], await app.CountedAsync());
        Assert.Equal(0, app.InProgress(method));
    }

    public static TheoryData<string> PipelineNames => [.. Pipelines.Keys];

    [Theory]
    [MemberData(nameof(PipelineNames))]
    public async Task Every_request_counts_once_if_it_is_measured_in_front_of_the_pipeline_too(string pipeline)
    {
        var builder = TestApp.CreateBuilder();
        builder.Services.AddPrometheusMetrics().AddHttpMetrics();
        await using var app = await StartAsync(builder, Pipelines[pipeline]);
        foreach (var (method, path, status, _) in Requests)
        {
            Assert.Equal(status, await app.GetStatusAsync(path, method));
        }

        Assert.Equal(
            [.. Requests.Select(request => $"{request.Method} {request.Status} '{request.Route}' 1")], await app.CountedAsync());
        Assert.Equal((0, 0), (app.InProgress(), app.InProgress("POST")));
    }

    [Fact]
    public async Task A_mapped_branch_counts_what_goes_through_it()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.Map("/measured", branch => branch.UseHttpMetrics().Run(context => context.Response.WriteAsync("hello")));
            app.Run(context => context.Response.WriteAsync("not measured"));
        });

        await app.GetStatusAsync("/measured/1");
        await app.GetStatusAsync("/elsewhere");

        Assert.Equal(["GET 200 '' 1"], await app.CountedAsync());
    }

    // As routing and timeouts of the application's own may.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_request_counts_once_although_a_feature_is_replaced_between_two_measurements(bool endpoint)
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetrics();
            app.Use((context, next) =>
            {
                if (endpoint)
                {
                    context.Features.Set<IEndpointFeature>(null);
                }
                else
                {
                    context.Features.Set<IHttpRequestLifetimeFeature>(new HttpRequestLifetimeFeature());
                }

                return next(context);
            });
            app.UseHttpMetrics();
            app.Run(context => context.Response.WriteAsync("hello"));
        });

        Assert.Equal(200, await app.GetStatusAsync("/"));

        Assert.Equal(["GET 200 '' 1"], await app.CountedAsync());
    }

    [Fact]
    public async Task Requests_of_one_connection_count_each()
    {
        await using var app = await StartAsync(Pipelines["first"]);

        for (var i = 0; i < 5; i++)
        {
            await app.GetStatusAsync("/orders/7");
            await app.GetStatusAsync("/throws/7");
        }

        Assert.Equal(["GET 200 '/orders/{id}' 5", "GET 418 '/throws/{id}' 5"], await app.CountedAsync());
    }

    private static Task<TestApp> StartAsync(Action<WebApplication> pipeline) => StartAsync(TestApp.CreateBuilder(), pipeline);

    private static Task<TestApp> StartAsync(WebApplicationBuilder builder, Action<WebApplication> pipeline) =>
        TestApp.StartAsync(builder, app =>
        {
            pipeline(app);
            app.MapGet("/orders/{id}", (string id) => id);
            app.MapGet("/absent/{id}", (string id) => Results.NotFound());
            app.MapGet("/gone/{id}", (string id) => Results.Text("gone", statusCode: 410));
            app.MapGet("/throws/{id}", string (string id) => throw new InvalidOperationException(id));
            app.Map("/error", () => Results.Text("sorry", statusCode: 418));
            app.Map("/status/{code}", (int code) => Results.Text("sorry", statusCode: code));
        });
}
