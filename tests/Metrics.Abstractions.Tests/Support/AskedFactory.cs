namespace PrometheusMetrics.Tests.Support;

/// <summary>A factory that keeps what families with options it was asked for last, and is asked for nothing else.</summary>
internal sealed class AskedFactory : IMetricFactory
{
    public string? What { get; private set; }

    public InstrumentOptions? Options { get; private set; }

    public IMetricFamily<ICounter> CreateCounter(string name, string help, ReadOnlySpan<string> labelNames, CounterOptions? options)
    {
        Keep("counter", name, help, labelNames, options);
        return NullMetricFactory.Instance.CreateCounter(name, help, labelNames, options);
    }

    public IMetricFamily<IGauge> CreateGauge(string name, string help, ReadOnlySpan<string> labelNames, GaugeOptions? options)
    {
        Keep("gauge", name, help, labelNames, options);
        return NullMetricFactory.Instance.CreateGauge(name, help, labelNames, options);
    }

    public IMetricFamily<IHistogram> CreateHistogram(string name, string help, ReadOnlySpan<string> labelNames, HistogramOptions? options)
    {
        Keep("histogram", name, help, labelNames, options);
        return NullMetricFactory.Instance.CreateHistogram(name, help, labelNames, options);
    }

    public IMetricFamily<ISummary> CreateSummary(string name, string help, ReadOnlySpan<string> labelNames, SummaryOptions? options)
    {
        Keep("summary", name, help, labelNames, options);
        return NullMetricFactory.Instance.CreateSummary(name, help, labelNames, options);
    }

    public ICounter CreateCounter(string name, string help, CounterOptions? options = null) => throw new NotSupportedException();

    public IMetricFamily<ICounter> CreateCounter(string name, string help, params ReadOnlySpan<string> labelNames) => throw new NotSupportedException();

    public IGauge CreateGauge(string name, string help, GaugeOptions? options = null) => throw new NotSupportedException();

    public IMetricFamily<IGauge> CreateGauge(string name, string help, params ReadOnlySpan<string> labelNames) => throw new NotSupportedException();

    public IHistogram CreateHistogram(string name, string help, HistogramOptions? options = null) => throw new NotSupportedException();

    public IMetricFamily<IHistogram> CreateHistogram(string name, string help, params ReadOnlySpan<string> labelNames) => throw new NotSupportedException();

    public ISummary CreateSummary(string name, string help, SummaryOptions? options = null) => throw new NotSupportedException();

    public IMetricFamily<ISummary> CreateSummary(string name, string help, params ReadOnlySpan<string> labelNames) => throw new NotSupportedException();

    public IUnknown CreateUnknown(string name, string help, UnknownOptions? options = null) => throw new NotSupportedException();

    public IMetricFamily<IUnknown> CreateUnknown(string name, string help, params ReadOnlySpan<string> labelNames) => throw new NotSupportedException();

    public IInfo CreateInfo(string name, string help, InfoOptions? options = null) => throw new NotSupportedException();

    public IMetricFamily<IInfo> CreateInfo(string name, string help, params ReadOnlySpan<string> labelNames) => throw new NotSupportedException();

    public IMetricFamily<IUnknown> CreateUnknown(string name, string help, ReadOnlySpan<string> labelNames, UnknownOptions? options) => throw new NotSupportedException();

    public IMetricFamily<IInfo> CreateInfo(string name, string help, ReadOnlySpan<string> labelNames, InfoOptions? options) => throw new NotSupportedException();

    public IStateSet CreateStateSet(string name, string help, StateSetOptions options) => throw new NotSupportedException();

    public IMetricFamily<IStateSet> CreateStateSet(string name, string help, ReadOnlySpan<string> labelNames, StateSetOptions options) => throw new NotSupportedException();

    public IStateSet<TState> CreateStateSet<TState>(string name, string help, StateSetOptions? options = null)
        where TState : struct, Enum => throw new NotSupportedException();

    public IMetricFamily<IStateSet<TState>> CreateStateSet<TState>(string name, string help, params ReadOnlySpan<string> labelNames)
        where TState : struct, Enum => throw new NotSupportedException();

    public IMetricFamily<IStateSet<TState>> CreateStateSet<TState>(string name, string help, ReadOnlySpan<string> labelNames, StateSetOptions? options)
        where TState : struct, Enum => throw new NotSupportedException();

    public IDisposable CreateObservableCounter(string name, string help, Func<double> observe, CounterOptions? options = null) => throw new NotSupportedException();

    public IDisposable CreateObservableGauge(string name, string help, Func<double> observe, GaugeOptions? options = null) => throw new NotSupportedException();

    public IMetricFactory WithConstantLabels(params ReadOnlySpan<(string Name, string Value)> labels) => throw new NotSupportedException();

    public IMetricFactory WithPrefix(string prefix) => throw new NotSupportedException();

    private void Keep(string kind, string name, string help, ReadOnlySpan<string> labelNames, InstrumentOptions? options) =>
        (What, Options) = ($"{kind} {name} {help} {string.Join(' ', labelNames.ToArray())}", options);
}
