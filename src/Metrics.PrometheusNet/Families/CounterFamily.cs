using PrometheusMetrics.Collection;

namespace PrometheusMetrics.PrometheusNet;

internal sealed class CounterFamily(MetricDescriptor descriptor) : Family(descriptor)
{
    private readonly List<(LabelSet Labels, double Value, Exemplar? Exemplar)> _series = [];

    protected override void Clear() => _series.Clear();

    protected override void Read(in SampleLine line)
    {
        RequireNoSuffix(line);
        var labels = GetLabels(line.Labels);
        var value = line.GetDouble();
        if (value >= 0)
        {
            _series.Add((labels, value, line.Exemplar));
        }
        else
        {
            Omission = $"The series with the labels '{labels}' has the value {value:R}, which no counter can have: " +
                "something was added to it that is not a number.";
        }
    }

    protected override void ReportSeries(MetricVisitor visitor)
    {
        foreach (var (labels, value, exemplar) in _series)
        {
            visitor.Counter(labels, new CounterSample(value) { Exemplar = exemplar });
        }
    }
}
