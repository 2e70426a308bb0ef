using PrometheusMetrics.Collection;

namespace Guides;

internal sealed class DiskSpaceCollector : ICollector
{
    private static readonly MetricDescriptor Free = new(
        MetricType.Gauge, "disk_free_bytes", "Free space by drive.", ["drive"], unit: "bytes");

    public IReadOnlyList<MetricDescriptor> Descriptors { get; } = [Free];

    public void Collect(MetricVisitor visitor, in CollectionRequest request) => visitor.ReportGauge(
        Free,
        DriveInfo.GetDrives().Where(drive => drive.IsReady),
        drive => Free.Labels(drive.Name),
        drive => drive.AvailableFreeSpace);
}
