using PrometheusMetrics;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Pushgateway;

namespace Guides;

internal static class Script
{
    public static async Task PrintAsync()
    {
        using var registry = new MetricRegistry();
        var metrics = new MetricFactory(registry);
        metrics.CreateCounter("rows_imported_total", "Rows imported.").Inc(1234);
        await ExpositionSerializer.WriteAsync(registry, ExpositionFormat.Text, Console.OpenStandardOutput());
    }

    public static async Task PushAsync(MetricRegistry registry)
    {
        var target = new PushgatewayTarget("http://pushgateway:9091", "nightly/import", ("region", "eu west"));
        using var gateway = new PushgatewayClient(target);
        await gateway.PushAsync(registry);      // PUT: replaces the group
        await gateway.PushAddAsync(registry);   // POST: replaces metrics of the same names
        await gateway.DeleteAsync();            // DELETE: removes the group
    }
}
