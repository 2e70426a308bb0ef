using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

internal sealed class UnknownFamily : InstrumentFamily<IUnknown, Unknown>, IInstrumentFamily<UnknownFamily, UnknownOptions>
{
    private UnknownFamily(MetricDescriptor descriptor, UnknownOptions? options, FamilySetup setup)
        : base(descriptor, options, setup)
    {
    }

    public static MetricType Type => MetricType.Unknown;

    public static string? UnitOf(UnknownOptions? options) => options?.Unit;

    public static UnknownFamily Create(MetricDescriptor descriptor, UnknownOptions? options, FamilySetup setup) => new(descriptor, options, setup);

    public bool Matches(UnknownOptions? options) => true;

    protected override Unknown CreateSeries(LabelSet labels) => new(labels);
}
