using PrometheusMetrics.Collection;

namespace PrometheusMetrics.PrometheusNet;

internal sealed class GaugeFamily(MetricDescriptor descriptor) : Family(descriptor)
{
    private readonly List<(LabelSet Labels, double Value)> _series = [];

    protected override void Clear() => _series.Clear();

    protected override void Read(in SampleLine line)
    {
        RequireNoSuffix(line);
        _series.Add((GetLabels(line.Labels), line.GetDouble()));
    }

    protected override void ReportSeries(MetricVisitor visitor)
    {
        foreach (var (labels, value) in _series)
        {
            visitor.Gauge(labels, new GaugeSample(value));
        }
    }
}
