using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

internal sealed class InfoFamily : InstrumentFamily<IInfo, Info>, IInstrumentFamily<InfoFamily, InfoOptions>
{
    private InfoFamily(MetricDescriptor descriptor, InfoOptions? options, FamilySetup setup)
        : base(descriptor, options, setup)
    {
    }

    public static MetricType Type => MetricType.Info;

    public static string? UnitOf(InfoOptions? options) => null;

    public static InfoFamily Create(MetricDescriptor descriptor, InfoOptions? options, FamilySetup setup) => new(descriptor, options, setup);

    public bool Matches(InfoOptions? options) => true;

    protected override Info CreateSeries(LabelSet labels) => new(labels, Descriptor.Name);
}
