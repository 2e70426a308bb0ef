using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

/// <summary>R-258: methods are a closed set.</summary>
public sealed class MethodLabelTests
{
    [Theory]
    [InlineData("GET", "GET")]
    [InlineData("POST", "POST")]
    [InlineData("PUT", "PUT")]
    [InlineData("DELETE", "DELETE")]
    [InlineData("PATCH", "PATCH")]
    [InlineData("HEAD", "HEAD")]
    [InlineData("OPTIONS", "OPTIONS")]
    [InlineData("TRACE", "TRACE")]
    [InlineData("FOO", "_OTHER")]
    [InlineData("G", "_OTHER")]
    [InlineData("GETS", "_OTHER")]
    public async Task Known_methods_are_in_upper_case_and_others_become_OTHER(string method, string label)
    {
        await using var app = await StartAsync();

        await app.GetStatusAsync("/", method);

        Assert.Equal([$"{label} 200 '' 1"], await app.CountedAsync());
    }

    [Theory]
    [InlineData("get")]
    [InlineData("Get")]
    public async Task Lower_case_is_the_same_method(string method)
    {
        // HttpClient would write it in upper case.
        await using var app = await TestApp.StartAsync(app =>
        {
            app.Use(next => context =>
            {
                context.Request.Method = method;
                return next(context);
            });
            app.UseHttpMetrics();
            app.Run(context => context.Response.WriteAsync("hello"));
        });

        await app.GetStatusAsync("/");

        Assert.Equal(["GET 200 '' 1"], await app.CountedAsync());
    }

    [Fact]
    public async Task A_thousand_invented_methods_are_one_series()
    {
        await using var app = await StartAsync();

        for (var i = 0; i < 1000; i++)
        {
            await app.GetStatusAsync("/", $"VERB{i}");
        }

        Assert.Equal(["_OTHER 200 '' 1000"], await app.CountedAsync());
        Assert.Equal(0, app.InProgress("_OTHER"));
        Assert.Null(app.Registry.FindSampleValue("http_requests_in_progress", ("method", "VERB1")));
    }

    private static Task<TestApp> StartAsync() =>
        TestApp.StartAsync(app => app.UseHttpMetrics().Run(context => context.Response.WriteAsync("hello")));
}
