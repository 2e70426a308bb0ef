using PrometheusMetrics;
using PrometheusMetrics.Testing;

namespace PushingApp;

internal static class WorkEndpoints
{
    public static void MapWork(this WebApplication app, SteppedClock clock)
    {
        app.MapPost("/work", (Work work, int? times) => work.Do(times ?? 1));
        app.MapPost("/clock", (TimeSpan step) => clock.Step(step));
        app.MapGet("/pushes", (MetricRegistry registry, string outcome) =>
            registry.FindSampleValue("metrics_push_attempts_total", ("outcome", outcome)) ?? 0);
        app.MapGet("/vitals", Vitals.Read);
        app.MapGet("/events", async (HttpContext context) =>
        {
            // A stream of server-sent events that ends with its client only, as they do.
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("data: open\n\n");
            await context.Response.Body.FlushAsync();
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        });
    }
}
