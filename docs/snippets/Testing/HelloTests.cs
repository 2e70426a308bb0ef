using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics;
using PrometheusMetrics.Testing;

public class HelloTests
{
    [Fact]
    public async Task A_request_is_measured()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseTestServer();
        builder.Services.AddPrometheusMetrics();
        await using var app = builder.Build();
        app.UseHttpMetrics();
        app.MapGet("/hello", () => "Hello!");
        await app.StartAsync();
        var registry = app.Services.GetRequiredService<MetricRegistry>();

        await app.GetTestClient().GetStringAsync("/hello");
        await registry.WaitForHttpRequestsAsync(1);

        Assert.Equal(1, registry.GetSampleValue(
            "http_request_duration_seconds_count", ("method", "GET"), ("status", "200"), ("route", "/hello")));
    }
}
