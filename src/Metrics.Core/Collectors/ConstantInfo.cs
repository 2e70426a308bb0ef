using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Collectors;

/// <summary>An info of one series, which is constant.</summary>
internal sealed class ConstantInfo : IStreamableFamily
{
    private readonly Series[] _series;

    /// <param name="descriptor">The family.</param>
    /// <param name="labelValues">The values of its labels.</param>
    public ConstantInfo(MetricDescriptor descriptor, params ReadOnlySpan<string> labelValues)
    {
        Descriptor = descriptor;
        _series = [new InfoSeries(descriptor.Labels(labelValues))];
    }

    public MetricDescriptor Descriptor { get; }

    public bool HasDescribedLabelsOnly => true;

    public ReadOnlyMemory<Series> ReadSeries() => _series;

    private sealed class InfoSeries(LabelSet labels) : StreamedSeries(labels)
    {
        public override void Collect(MetricVisitor visitor, LabelSet labels) => visitor.Info(labels, default);
    }
}
