using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

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
        app.MapMetrics("/metrics").RequireHost("*:9464");
    }

    public static void Collector(WebApplicationBuilder builder)
    {
        builder.Services.AddPrometheusMetrics().AddCollector<DiskSpaceCollector>();
    }

    public static void Options(WebApplicationBuilder builder)
    {
        builder.Services.AddPrometheusMetrics(options => options.RuntimeMetrics = false)
            .ConfigurePushgateway(push => push.Interval = TimeSpan.FromSeconds(15));
    }
}
