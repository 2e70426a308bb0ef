using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using PrometheusMetrics;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;

namespace Guides;

internal static class Exposition
{
    public static async Task WriteSomeAsync(MetricRegistry registry, Stream output, CancellationToken cancellationToken)
    {
        var request = new CollectionRequest { Names = new HashSet<string> { "orders_placed" }, CancellationToken = cancellationToken };
        using var reader = registry.Read(request);
        await ExpositionSerializer.WriteAsync(reader, ExpositionFormat.OpenMetrics, output, cancellationToken: cancellationToken);
    }

    public static void Count(MetricRegistry registry)
    {
        var count = new CounterCount();
        using var reader = registry.Read();
        while (reader.Read(count))
        {
        }
    }

    public static void Map(WebApplication app)
    {
        var lines = new LineFormat();
        app.MapGet("/lines", async (HttpContext context, IMetricSource source) =>
        {
            var format = ContentNegotiation.Choose(context.Request.Headers.Accept, [lines, .. ExpositionFormat.BuiltIn]);
            context.Response.ContentType = format.ContentType;
            await ExpositionSerializer.WriteAsync(source, format, context.Response.Body, context.RequestAborted);
        });
    }

    private sealed class CounterCount : MetricVisitor
    {
        public int Value { get; private set; }

        public override void Counter(LabelSet labels, in CounterSample sample) => Value++;
    }
}
