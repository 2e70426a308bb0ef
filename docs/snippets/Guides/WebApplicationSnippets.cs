using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using PrometheusMetrics.Hosting;

namespace Guides;

internal static class WebApplicationSnippets
{
    public static void Plain(WebApplication app)
    {
        app.UseHttpMetrics();
    }

    public static void Buckets(WebApplication app)
    {
        app.UseHttpMetrics(options => options.Buckets = [0.01, 0.1, 1, 10]);
    }

    public static void Endpoint(WebApplication app)
    {
        app.MapMetrics("/metrics").RequireAuthorization();
    }

    public static void PortOfItsOwn(WebApplication app)
    {
        app.MapWhen(context => context.Connection.LocalPort == 9464, metrics =>
        {
            metrics.Use((context, next) =>
            {
                context.SetEndpoint(null); // a fallback of the application may have matched already
                return next(context);
            });
            metrics.UseRouting().UseEndpoints(endpoints => endpoints.MapMetrics());
        });
    }

    public static void Collector(WebApplicationBuilder builder)
    {
        builder.Services.AddPrometheusMetrics().AddCollector<DiskSpaceCollector>();
    }

    public static void Observables(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<WorkQueue>(); // measures itself, from its constructor to its disposal
        builder.Services.AddScoped<OrderHandler>(); // injects the queue, and creates no observable metric
    }

    public static void Options(WebApplicationBuilder builder)
    {
        builder.Services.AddPrometheusMetrics(options => options.RuntimeMetrics = false)
            .ConfigurePushgateway(push => push.Interval = TimeSpan.FromSeconds(15));
    }

    public static void Exporter(WebApplicationBuilder builder)
    {
        builder.Services.AddPrometheusMetrics()
            .AddExporter<SnapshotExporter>("snapshots", schedule => schedule.Interval = TimeSpan.FromMinutes(5));
    }
}
