using PrometheusMetrics.Collection;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Hosting;

namespace Guides;

internal sealed class SnapshotExporter : IMetricExporter
{
    public async Task ExportAsync(IMetricSource source, CancellationToken cancellationToken)
    {
        await using var file = File.Create($"metrics-{DateTimeOffset.UtcNow:yyyyMMdd-HHmmss}.txt");
        await ExpositionSerializer.WriteAsync(source, ExpositionFormat.Text, file, cancellationToken);
    }
}
