using Metrics.Collection;

namespace Metrics.Instruments;

internal sealed class HistogramFamily : InstrumentFamily<IHistogram, Histogram>, IInstrumentFamily<HistogramFamily, HistogramOptions>
{
    private readonly BucketBounds _bounds;
    private readonly ExemplarPolicy _exemplars;

    private HistogramFamily(MetricDescriptor descriptor, HistogramOptions? options, FamilySetup setup)
        : base(descriptor, options, setup)
    {
        _bounds = BucketBounds.Create(options?.Buckets);
        _exemplars = new ExemplarPolicy(options?.Exemplars, descriptor.Name, setup);
    }

    public static MetricType Type => MetricType.Histogram;

    public static string? UnitOf(HistogramOptions? options) => options?.Unit;

    public static HistogramFamily Create(MetricDescriptor descriptor, HistogramOptions? options, FamilySetup setup) => new(descriptor, options, setup);

    public bool Matches(HistogramOptions? options) => _bounds.Matches(options?.Buckets) && _exemplars.Matches(options?.Exemplars);

    protected override Histogram CreateSeries(LabelSet labels) => new(labels, _bounds, _exemplars);

    protected override string DescribeOptions() => $", buckets {_bounds}{_exemplars}";
}
