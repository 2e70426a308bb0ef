using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace PrometheusMetrics.Tests.AspNetCore.HttpMetrics;

/// <summary>An application whose endpoints fail in several ways.</summary>
internal static class FailingApp
{
    public static void UseHttpMetricsAnd(this WebApplication app, bool metricsFirst, Action useHandler)
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

    public static void MapFailures(this WebApplication app)
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
}
