using PrometheusMetrics;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;

using var registry = new MetricRegistry();
var metrics = new MetricFactory(registry);
metrics.CreateCounter("rows_imported_total", "Number of rows imported.").Inc(1234);
await ExpositionSerializer.WriteAsync(registry, ExpositionFormat.Text, Console.OpenStandardOutput());
