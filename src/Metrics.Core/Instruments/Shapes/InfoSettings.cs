using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>An info has no options beyond the common ones.</summary>
internal readonly record struct InfoSettings : IInstrumentSettings<InfoSettings, InfoOptions>
{
    public static string? UnitOf(InfoOptions? options) => null;

    public static InfoSettings Read(InfoOptions? options, IFamilyHost host) => default;

    public SeriesFactory CreateSeriesFactory(MetricDescriptor descriptor, FamilyContext context) => labels => new Info(labels, descriptor.Name);

    public InfoSettings Copy() => this;

    public string Describe(IFamilyHost host) => "";
}
