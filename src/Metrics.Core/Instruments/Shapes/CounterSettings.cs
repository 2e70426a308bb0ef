using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

internal readonly record struct CounterSettings(ExemplarSettings Exemplars) : IInstrumentSettings<CounterSettings, CounterOptions>
{
    public static string? UnitOf(CounterOptions? options) => options?.Unit;

    public static CounterSettings Read(CounterOptions? options, IFamilyHost host) => new(ExemplarSettings.Read(options?.Exemplars, host));

    public SeriesFactory CreateSeriesFactory(MetricDescriptor descriptor, FamilyContext context)
    {
        var sampling = new ExemplarSampling(Exemplars, descriptor.Name, context);
        return labels => new Counter(labels, sampling);
    }

    public CounterSettings Copy() => this;

    public void Describe(ShapeDescription description, IFamilyHost host) => Exemplars.Describe(description, host);
}
