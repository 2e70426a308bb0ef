using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

internal sealed class HistogramFamily : InstrumentFamily<IHistogram, HistogramSeries>, IInstrumentFamily<HistogramFamily, HistogramOptions>
{
    private static readonly double[] NoBuckets = [];

    private readonly BucketBounds _bounds;
    private readonly ExemplarPolicy _exemplars;
    private readonly NativeSettings? _native;

    private HistogramFamily(MetricDescriptor descriptor, HistogramOptions? options, FamilySetup setup)
        : base(descriptor, options, setup)
    {
        _bounds = BucketBounds.Create(BucketsOf(options));
        _exemplars = new ExemplarPolicy(options?.Exemplars, descriptor.Name, setup);
        _native = options?.Native is { } native ? NativeSettings.Create(descriptor.Name, native) : null;
    }

    public static MetricType Type => MetricType.Histogram;

    public static string? UnitOf(HistogramOptions? options) => options?.Unit;

    public static HistogramFamily Create(MetricDescriptor descriptor, HistogramOptions? options, FamilySetup setup) => new(descriptor, options, setup);

    public bool Matches(HistogramOptions? options) =>
        _bounds.Matches(BucketsOf(options))
        && _exemplars.Matches(options?.Exemplars)
        && (options?.Native is { } native ? _native?.Matches(native) == true : _native is null);

    protected override HistogramSeries CreateSeries(LabelSet labels) =>
        _native is null ? new Histogram(labels, _bounds, _exemplars) : new NativeHistogram(labels, _bounds, _native, _exemplars);

    protected override string DescribeOptions() => DescribeBuckets() + (_native is null ? "" : $", native with {_native}") + _exemplars;

    // With native buckets, classic ones are only where somebody asks for them.
    private static double[]? BucketsOf(HistogramOptions? options) => options?.Buckets ?? (options?.Native is null ? null : NoBuckets);

    private string DescribeBuckets() => _native is not null && _bounds.Finite.IsEmpty ? "" : $", buckets {_bounds}";
}
