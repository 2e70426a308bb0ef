using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

/// <summary>What is left out makes no series.</summary>
public sealed class FilterTests
{
    [Fact]
    public async Task A_request_that_the_filter_excludes_is_not_measured()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetrics(options => options.Filter = context => !context.Request.Path.StartsWithSegments("/internal"));
            app.MapGet("/internal/job", () =>
            {
                arrived.SetResult();
                return release.Task;
            });
            app.MapGet("/", () => "");
        });

        var answer = app.GetStatusAsync("/internal/job");
        await arrived.Task.InTime();
        Assert.Equal(0, app.InProgress());
        release.SetResult();
        Assert.Equal(200, await answer);
        await app.GetStatusAsync("/");

        Assert.Equal(["GET 200 '/' 1"], await app.CountedAsync());
    }

    [Fact]
    public async Task A_request_that_the_filter_excludes_is_not_measured_when_an_error_page_answers_it()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseExceptionHandler("/error");
            app.UseStatusCodePagesWithReExecute("/error");
            app.UseHttpMetrics(options => options.Filter = context => !context.Request.Path.StartsWithSegments("/internal"));
            app.MapGet("/internal/job", () => { throw new InvalidOperationException(); });
            app.MapGet("/internal/gone", () => Results.StatusCode(410));
            app.MapGet("/gone", () => Results.StatusCode(410));
            app.MapGet("/error", () => "sorry");
        });

        Assert.Equal(500, await app.GetStatusAsync("/internal/job"));
        Assert.Equal(410, await app.GetStatusAsync("/internal/gone"));
        Assert.Equal(404, await app.GetStatusAsync("/internal/absent"));
        Assert.Equal(410, await app.GetStatusAsync("/gone"));

        Assert.Equal(["GET 410 '/gone' 1"], await app.CountedAsync());
    }

    [Fact]
    public async Task A_filter_that_throws_is_counted_and_the_request_is_measured_and_unharmed()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.UseHttpMetrics(options => options.Filter = _ => throw new InvalidOperationException());
            app.MapGet("/", () => "");
        });

        Assert.Equal(200, await app.GetStatusAsync("/"));

        Assert.Equal(["GET 200 '/' 1"], await app.CountedAsync());
        Assert.Equal(1, app.Registry.GetSampleValue("metrics_http_filter_errors_total"));
    }

    // docs/http-metrics.md, "Leaving requests out"; R-265
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Health_checks_static_files_and_the_endpoint_of_the_metrics_are_left_out_in_a_line_each(bool inFront)
    {
        var builder = TestApp.CreateBuilder();
        builder.Services.AddHealthChecks();
        if (inFront)
        {
            builder.Services.AddPrometheusMetrics().AddHttpMetrics(
                options => options.Filter = context => !context.Request.Path.StartsWithSegments("/HttpMetrics"));
        }

        await using var app = await TestApp.StartAsync(builder, app =>
        {
            if (!inFront)
            {
                app.UseHttpMetrics(options => options.Filter = context => !context.Request.Path.StartsWithSegments("/HttpMetrics"));
            }

            app.UseStaticFiles(new StaticFileOptions
            {
                FileProvider = new PhysicalFileProvider(Repository.PathOf("tests", "Metrics.AspNetCore.Tests")),
                ServeUnknownFileTypes = true,
            });
            app.MapHealthChecks("/health").DisableHttpMetrics();
            app.MapMetrics();
            app.MapGet("/", () => "");
        });

        foreach (var path in new[] { "/health", "/metrics", "/HttpMetrics/FilterTests.cs", "/" })
        {
            Assert.Equal(200, await app.GetStatusAsync(path));
        }

        Assert.Equal(["GET 200 '/' 1"], await app.CountedAsync());
    }
}
