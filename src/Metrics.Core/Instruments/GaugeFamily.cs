using System.Globalization;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

internal sealed class GaugeFamily : InstrumentFamily<IGauge, Gauge>, IInstrumentFamily<GaugeFamily, GaugeOptions>
{
    private readonly double _initialValue;

    private GaugeFamily(MetricDescriptor descriptor, GaugeOptions? options, FamilySetup setup)
        : base(descriptor, options, setup) => _initialValue = options?.InitialValue ?? 0;

    public static MetricType Type => MetricType.Gauge;

    public static string? UnitOf(GaugeOptions? options) => options?.Unit;

    public static GaugeFamily Create(MetricDescriptor descriptor, GaugeOptions? options, FamilySetup setup) => new(descriptor, options, setup);

    public bool Matches(GaugeOptions? options) => _initialValue.Equals(options?.InitialValue ?? 0);

    protected override Gauge CreateSeries(LabelSet labels) => new(labels, _initialValue, Clock);

    protected override string DescribeOptions() =>
        _initialValue == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $", initial value {_initialValue}");
}
