using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Collectors;

/// <summary>The family <c>dotnet_info</c>, which is constant.</summary>
internal sealed class RuntimeInfo : IStreamableFamily
{
    private readonly Series[] _series;

    public RuntimeInfo() => _series = [new VersionSeries(Descriptor.Labels(Environment.Version.ToString()))];

    public MetricDescriptor Descriptor { get; } = new(
        MetricType.Info, "dotnet_info", "Version of the .NET runtime that the process runs on.", "version");

    public ReadOnlyMemory<Series> ReadSeries() => _series;

    private sealed class VersionSeries(LabelSet labels) : Series(labels)
    {
        public override void Collect(MetricVisitor visitor) => visitor.Info(Labels, default);
    }
}
