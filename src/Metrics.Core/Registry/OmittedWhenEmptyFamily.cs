using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

/// <summary>A self metric that is omitted, including its metadata, while it has no series.</summary>
internal sealed class OmittedWhenEmptyFamily(IStreamableFamily family) : ICollector, IStreamableFamily
{
    public IReadOnlyList<MetricDescriptor> Descriptors => [family.Descriptor];

    public MetricDescriptor Descriptor => family.Descriptor;

    public bool IsOmittedWhenEmpty => true;

    public bool HasDescribedLabelsOnly => family.HasDescribedLabelsOnly;

    public ReadOnlyMemory<Series> ReadSeries() => family.ReadSeries();

    public ReadOnlyMemory<Series> ReadSeries(out LabelBlocks? labels) => family.ReadSeries(out labels);

    public void Collect(MetricVisitor visitor, in CollectionRequest request) => FamilyReport.Report(this, visitor);
}
