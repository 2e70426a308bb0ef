using PrometheusMetrics;
using PrometheusMetrics.Collection;

internal sealed class NameList : IMetricFactory
{
    public List<string> Names { get; } = [];

    public IMetricFamily<TInstrument> GetOrCreate<TInstrument, TOptions>(
        InstrumentKind<TInstrument, TOptions> kind, string name, string help, ReadOnlySpan<string> labelNames, TOptions? options)
        where TInstrument : class
        where TOptions : InstrumentOptions
    {
        Names.Add(name);
        return kind.NullFamily;
    }

    public IDisposable CreateObservable(
        MetricType type, string name, string help, ReadOnlySpan<string> labelNames, Action<ObservationReporter> observe, string? unit)
    {
        Names.Add(name);
        return NullMetricFactory.Instance.CreateObservable(type, name, help, labelNames, observe, unit);
    }

    public IMetricFactory WithConstantLabels(params ReadOnlySpan<(string Name, string Value)> labels) => this;

    public IMetricFactory WithPrefix(string prefix) => this;
}
