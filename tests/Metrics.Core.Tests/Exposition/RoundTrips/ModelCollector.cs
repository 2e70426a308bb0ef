using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support.Parsing;

namespace PrometheusMetrics.Tests.Exposition.RoundTrips;

/// <summary>Reports families as a custom collector does.</summary>
internal sealed class ModelCollector : ICollector
{
    private readonly List<(MetricDescriptor Descriptor, FamilyModel Family)> _families;

    /// <param name="families">The families.</param>
    /// <param name="declares">Whether the collector declares them when it is registered.</param>
    public ModelCollector(IEnumerable<FamilyModel> families, bool declares)
    {
        _families = [.. families.Select(family => (Describe(family), family))];
        Descriptors = declares ? [.. _families.Select(family => family.Descriptor)] : [];
    }

    public IReadOnlyList<MetricDescriptor> Descriptors { get; }

    public void Collect(MetricVisitor visitor, in CollectionRequest request)
    {
        foreach (var (descriptor, family) in _families)
        {
            visitor.BeginFamily(descriptor);
            foreach (var series in family.Series)
            {
                Report(visitor, family.Type, series);
            }

            visitor.EndFamily();
        }
    }

    private static MetricDescriptor Describe(FamilyModel family)
    {
        var names = family.Series.Count == 0 ? [] : family.Series[0].Labels.Select(label => label.Name).ToArray();
        return new MetricDescriptor(family.Type, family.Name, family.Help, names, family.Unit);
    }

    private static void Report(MetricVisitor visitor, MetricType type, SeriesModel series)
    {
        var (labels, time) = (Labels(series.Labels), series.Timestamp);
        switch (type)
        {
            case MetricType.Counter:
                visitor.Counter(labels, new CounterSample(series.Value!.Value)
                {
                    Created = series.Created,
                    Timestamp = time,
                    Exemplar = Convert(series.Exemplars.SingleOrDefault()),
                });
                break;
            case MetricType.Gauge:
                visitor.Gauge(labels, new GaugeSample(series.Value!.Value) { Timestamp = time });
                break;
            case MetricType.Unknown:
                visitor.Unknown(labels, new UnknownSample(series.Value!.Value) { Timestamp = time });
                break;
            case MetricType.Info:
                visitor.Info(labels, new InfoSample { Timestamp = time });
                break;
            case MetricType.StateSet:
                string[] states = [.. series.States.Select(state => state.State)];
                bool[] active = [.. series.States.Select(state => state.IsActive)];
                visitor.StateSet(labels, new StateSetSample(states, active) { Timestamp = time });
                break;
            case MetricType.Summary:
                double[] quantiles = [.. series.Quantiles.Select(quantile => quantile.Quantile)];
                double[] values = [.. series.Quantiles.Select(quantile => quantile.Value)];
                visitor.Summary(labels, new SummarySample(series.Count!.Value, series.Sum!.Value, quantiles, values)
                {
                    Created = series.Created,
                    Timestamp = time,
                });
                break;
            default:
                ReportHistogram(visitor, labels, series);
                break;
        }
    }

    private static void ReportHistogram(MetricVisitor visitor, LabelSet labels, SeriesModel series)
    {
        double[] bounds = [.. series.Buckets.SkipLast(1).Select(bucket => bucket.Bound)];
        long[] counts = [.. series.Buckets.Select((bucket, i) => bucket.Count - (i == 0 ? 0 : series.Buckets[i - 1].Count))];
        visitor.Histogram(labels, new HistogramSample(bounds, counts, series.Sum!.Value)
        {
            Created = series.Created,
            Timestamp = series.Timestamp,
            Exemplars = series.Buckets.Any(bucket => bucket.Exemplar is not null)
                ? series.Buckets.Select(bucket => Convert(bucket.Exemplar)).ToArray()
                : [],
            Native = series.Native is { } native ? Convert(native, series.Exemplars) : default,
        });
    }

    private static NativeHistogramSample Convert(NativeModel native, IReadOnlyList<ExemplarModel> exemplars) =>
        new(native.Schema, native.ZeroThreshold, native.ZeroCount)
        {
            PositiveIndexes = native.Positive.Select(bucket => bucket.Index).ToArray(),
            PositiveCounts = native.Positive.Select(bucket => bucket.Count).ToArray(),
            NegativeIndexes = native.Negative.Select(bucket => bucket.Index).ToArray(),
            NegativeCounts = native.Negative.Select(bucket => bucket.Count).ToArray(),
            Exemplars = exemplars.Select(exemplar => Convert(exemplar)!).ToArray(),
        };

    private static Exemplar? Convert(ExemplarModel? exemplar) =>
        exemplar is null ? null : new Exemplar(Labels(exemplar.Labels), exemplar.Value, exemplar.Time);

    private static LabelSet Labels(IEnumerable<LabelModel> labels) =>
        LabelSet.Create([.. labels.Select(label => (label.Name, label.Value))]);
}
