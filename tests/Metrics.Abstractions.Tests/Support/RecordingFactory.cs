using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Support;

/// <summary>A factory that records its last call.</summary>
internal sealed class RecordingFactory : IMetricFactory
{
    public string? What { get; private set; }

    public InstrumentOptions? Options { get; private set; }

    public IMetricFamily<TInstrument> GetOrCreate<TInstrument, TOptions>(
        InstrumentKind<TInstrument, TOptions> kind, string name, string help, ReadOnlySpan<string> labelNames, TOptions? options)
        where TInstrument : class
        where TOptions : InstrumentOptions
    {
        (What, Options) = ($"{kind} {name} {help} {string.Join(' ', labelNames.ToArray())}".TrimEnd(), options);
        return kind.NullFamily;
    }

    public IDisposable CreateObservable(
        MetricType type, string name, string help, ReadOnlySpan<string> labelNames, Action<ObservationReporter> observe, string? unit)
    {
        What = $"{type} {name} {help} {string.Join(' ', labelNames.ToArray())} in {unit}";
        return NullMetricFactory.Instance.CreateObservable(type, name, help, labelNames, observe, unit);
    }

    public IMetricFactory WithConstantLabels(params ReadOnlySpan<(string Name, string Value)> labels) => this;

    public IMetricFactory WithPrefix(string prefix) => this;
}
