using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;

namespace PrometheusMetrics.Testing;

/// <summary>Reads the parts of a histogram or summary.</summary>
internal class DistributionReader : FlatSampleVisitor
{
    private static readonly MetricDescriptor Unnamed = new(MetricType.Histogram, "unnamed", "");

    private readonly List<HistogramBucket> _buckets = [];

    public IReadOnlyList<HistogramBucket> Buckets => _buckets;

    public long Count { get; private set; }

    public double Sum { get; private set; }

    public bool IsFound { get; private set; }

    /// <summary>Reads a single series.</summary>
    public static DistributionReader Read(IMetricSeries series)
    {
        var reader = new DistributionReader();
        reader.BeginFamily(Unnamed);
        series.Collect(reader);
        return reader;
    }

    protected virtual bool IsWanted(in FlatSample sample) => true;

    protected override void Visit(in FlatSample sample)
    {
        if (!IsWanted(sample))
        {
            return;
        }

        IsFound = true;
        switch (sample.Suffix)
        {
            case "_bucket":
                _buckets.Add(new HistogramBucket(sample.PartNumber.GetValueOrDefault(), (long)sample.Value));
                break;
            case "_count":
                Count = (long)sample.Value;
                break;
            case "_sum":
                Sum = sample.Value;
                break;
            default:
                break;
        }
    }
}
