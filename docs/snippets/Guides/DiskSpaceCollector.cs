using PrometheusMetrics.Collection;

namespace Guides;

internal sealed class DiskSpaceCollector : ICollector
{
    private static readonly MetricDescriptor Free = new(
        MetricType.Gauge, "disk_free_bytes", "Free space by drive.", ["drive"], unit: "bytes");

    public IReadOnlyList<MetricDescriptor> Descriptors { get; } = [Free];

    public void Collect(MetricVisitor visitor, in CollectionRequest request)
    {
        visitor.BeginFamily(Free);
        foreach (var drive in DriveInfo.GetDrives().Where(drive => drive.IsReady))
        {
            visitor.Gauge(Free.Labels(drive.Name), new GaugeSample(drive.AvailableFreeSpace));
        }

        visitor.EndFamily();
    }
}
