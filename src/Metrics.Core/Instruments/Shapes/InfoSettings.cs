using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>The settings of an info, which has only the common options.</summary>
internal readonly record struct InfoSettings : IInstrumentSettings<InfoSettings, InfoOptions>
{
    public static string? UnitOf(InfoOptions? options) => null;

    public static InfoSettings Read(InfoOptions? options, IFamilyHost host) => default;

    public SeriesFactory CreateSeriesFactory(MetricDescriptor descriptor, FamilyContext context) =>
        labels => new Info(labels, descriptor, context.Host);

    public InfoSettings Copy() => this;

    public void Describe(ShapeDescription description, IFamilyHost host)
    {
    }
}
