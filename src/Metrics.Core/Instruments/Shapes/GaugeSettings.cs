using System.Globalization;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

internal readonly record struct GaugeSettings(double InitialValue) : IInstrumentSettings<GaugeSettings, GaugeOptions>
{
    public static string? UnitOf(GaugeOptions? options) => options?.Unit;

    public static GaugeSettings Read(GaugeOptions? options, IFamilyHost host) => new(options?.InitialValue ?? 0);

    public SeriesFactory CreateSeriesFactory(MetricDescriptor descriptor, FamilyContext context)
    {
        var initialValue = InitialValue;
        var cells = new GaugeCells(context.TimeProvider);
        return labels => new Gauge(labels, initialValue, cells);
    }

    public GaugeSettings Copy() => this;

    public void Describe(ShapeDescription description, IFamilyHost host) =>
        description.Add("initial value", InitialValue.ToString(CultureInfo.InvariantCulture), isDefault: InitialValue == 0);
}
