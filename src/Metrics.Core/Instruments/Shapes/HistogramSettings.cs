using System.Globalization;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

internal readonly record struct HistogramSettings(Sequence<double> Bounds, NativeHistogramSettings? Native, ExemplarSettings Exemplars)
    : IInstrumentSettings<HistogramSettings, HistogramOptions>
{
    private static readonly double[] DefaultBuckets = Buckets.Default;

    public static string? UnitOf(HistogramOptions? options) => options?.Unit;

    public static HistogramSettings Read(HistogramOptions? options, IFamilyHost host) => new(
        FiniteBounds(options),
        options?.Native is { } native ? NativeHistogramSettings.Read(native) : null,
        ExemplarSettings.Read(options?.Exemplars, host));

    public SeriesFactory CreateSeriesFactory(MetricDescriptor descriptor, FamilyContext context)
    {
        var bounds = BucketBounds.Create(Bounds.Items, descriptor.Name);
        var sampling = new ExemplarSampling(Exemplars, descriptor.Name, context);
        if (Native is not { } native)
        {
            return labels => new Histogram(labels, bounds, sampling);
        }

        var config = NativeHistogramConfig.Create(descriptor.Name, native);
        return labels => new NativeHistogram(labels, bounds, config, sampling);
    }

    public HistogramSettings Copy() => this with { Bounds = Bounds.Copy() };

    public void Describe(ShapeDescription description, IFamilyHost host)
    {
        description.Add("buckets", DescribeBounds(), isDefault: Native is not null && Bounds.Items.IsEmpty);
        Native?.Describe(description);
        Exemplars.Describe(description, host);
    }

    // The last bucket, +Inf, always exists, whether the options name it or not. With native buckets, classic ones exist only if the options
    // name them.
    private static Sequence<double> FiniteBounds(HistogramOptions? options)
    {
        ReadOnlyMemory<double> bounds = options switch
        {
            { Buckets: { } buckets } => buckets,
            { Native: not null } => default,
            _ => DefaultBuckets,
        };
        return new Sequence<double>(bounds.Span is [.., double.PositiveInfinity] ? bounds[..^1] : bounds);
    }

    private string DescribeBounds()
    {
        var texts = new string[Bounds.Items.Length];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = Bounds.Items[i].ToString(CultureInfo.InvariantCulture);
        }

        return string.Join(", ", texts);
    }
}
