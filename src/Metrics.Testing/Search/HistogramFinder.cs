using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Testing;

/// <summary>Finds one series of a histogram.</summary>
internal sealed class HistogramFinder(SampleQuery query) : DistributionReader
{
    public CollectedHistogram? Found => IsFound ? new CollectedHistogram(Count, Sum, Buckets) : null;

    protected override bool IsWanted(in FlatSample sample) =>
        sample.Family.Type is MetricType.Histogram or MetricType.GaugeHistogram
        && sample.Family.Name == query.Name
        && query.HasLabels(sample.Labels);
}
