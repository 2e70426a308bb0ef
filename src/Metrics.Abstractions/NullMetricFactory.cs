using System.Runtime.CompilerServices;

namespace PrometheusMetrics;

/// <summary>A factory whose instruments do nothing: for a class library that is measured only where somebody listens.</summary>
/// <remarks>Arguments are not checked, values are always zero, and callbacks are never called.</remarks>
/// <threadsafety>Every member may be called from any thread at any time.</threadsafety>
public sealed class NullMetricFactory : IMetricFactory
{
    private NullMetricFactory()
    {
    }

    /// <summary>The only instance.</summary>
    public static NullMetricFactory Instance { get; } = new();

    /// <inheritdoc/>
    [OverloadResolutionPriority(1)]
    public ICounter CreateCounter(string name, string help, CounterOptions? options = null) => NullInstrument.Instance;

    /// <inheritdoc/>
    public IMetricFamily<ICounter> CreateCounter(string name, string help, params ReadOnlySpan<string> labelNames) => NullFamily<ICounter, NullInstrument>.Instance;

    /// <inheritdoc/>
    public IMetricFamily<ICounter> CreateCounter(string name, string help, ReadOnlySpan<string> labelNames, CounterOptions? options) => NullFamily<ICounter, NullInstrument>.Instance;

    /// <inheritdoc/>
    [OverloadResolutionPriority(1)]
    public IGauge CreateGauge(string name, string help, GaugeOptions? options = null) => NullInstrument.Instance;

    /// <inheritdoc/>
    public IMetricFamily<IGauge> CreateGauge(string name, string help, params ReadOnlySpan<string> labelNames) => NullFamily<IGauge, NullInstrument>.Instance;

    /// <inheritdoc/>
    public IMetricFamily<IGauge> CreateGauge(string name, string help, ReadOnlySpan<string> labelNames, GaugeOptions? options) => NullFamily<IGauge, NullInstrument>.Instance;

    /// <inheritdoc/>
    [OverloadResolutionPriority(1)]
    public IHistogram CreateHistogram(string name, string help, HistogramOptions? options = null) => NullInstrument.Instance;

    /// <inheritdoc/>
    public IMetricFamily<IHistogram> CreateHistogram(string name, string help, params ReadOnlySpan<string> labelNames) => NullFamily<IHistogram, NullInstrument>.Instance;

    /// <inheritdoc/>
    public IMetricFamily<IHistogram> CreateHistogram(string name, string help, ReadOnlySpan<string> labelNames, HistogramOptions? options) => NullFamily<IHistogram, NullInstrument>.Instance;

    /// <inheritdoc/>
    [OverloadResolutionPriority(1)]
    public ISummary CreateSummary(string name, string help, SummaryOptions? options = null) => NullInstrument.Instance;

    /// <inheritdoc/>
    public IMetricFamily<ISummary> CreateSummary(string name, string help, params ReadOnlySpan<string> labelNames) => NullFamily<ISummary, NullInstrument>.Instance;

    /// <inheritdoc/>
    public IMetricFamily<ISummary> CreateSummary(string name, string help, ReadOnlySpan<string> labelNames, SummaryOptions? options) => NullFamily<ISummary, NullInstrument>.Instance;

    /// <inheritdoc/>
    public IDisposable CreateObservableCounter(string name, string help, Func<double> observe, CounterOptions? options = null) => NullInstrument.Instance;

    /// <inheritdoc/>
    public IDisposable CreateObservableGauge(string name, string help, Func<double> observe, GaugeOptions? options = null) => NullInstrument.Instance;

    /// <inheritdoc/>
    [OverloadResolutionPriority(1)]
    public IUnknown CreateUnknown(string name, string help, UnknownOptions? options = null) => NullInstrument.Instance;

    /// <inheritdoc/>
    public IMetricFamily<IUnknown> CreateUnknown(string name, string help, params ReadOnlySpan<string> labelNames) => NullFamily<IUnknown, NullInstrument>.Instance;

    /// <inheritdoc/>
    public IMetricFamily<IUnknown> CreateUnknown(string name, string help, ReadOnlySpan<string> labelNames, UnknownOptions? options) => NullFamily<IUnknown, NullInstrument>.Instance;

    /// <inheritdoc/>
    [OverloadResolutionPriority(1)]
    public IInfo CreateInfo(string name, string help, InfoOptions? options = null) => NullInstrument.Instance;

    /// <inheritdoc/>
    public IMetricFamily<IInfo> CreateInfo(string name, string help, params ReadOnlySpan<string> labelNames) => NullFamily<IInfo, NullInstrument>.Instance;

    /// <inheritdoc/>
    public IMetricFamily<IInfo> CreateInfo(string name, string help, ReadOnlySpan<string> labelNames, InfoOptions? options) => NullFamily<IInfo, NullInstrument>.Instance;

    /// <inheritdoc/>
    public IStateSet CreateStateSet(string name, string help, StateSetOptions options) => NullInstrument.Instance;

    /// <inheritdoc/>
    public IMetricFamily<IStateSet> CreateStateSet(string name, string help, ReadOnlySpan<string> labelNames, StateSetOptions options) => NullFamily<IStateSet, NullInstrument>.Instance;

    /// <inheritdoc/>
    [OverloadResolutionPriority(1)]
    public IStateSet<TState> CreateStateSet<TState>(string name, string help, StateSetOptions? options = null)
        where TState : struct, Enum => NullStateSet<TState>.Instance;

    /// <inheritdoc/>
    public IMetricFamily<IStateSet<TState>> CreateStateSet<TState>(string name, string help, params ReadOnlySpan<string> labelNames)
        where TState : struct, Enum => NullFamily<IStateSet<TState>, NullStateSet<TState>>.Instance;

    /// <inheritdoc/>
    public IMetricFamily<IStateSet<TState>> CreateStateSet<TState>(string name, string help, ReadOnlySpan<string> labelNames, StateSetOptions? options)
        where TState : struct, Enum => NullFamily<IStateSet<TState>, NullStateSet<TState>>.Instance;

    /// <inheritdoc/>
    public IMetricFactory WithConstantLabels(params ReadOnlySpan<(string Name, string Value)> labels) => this;

    /// <inheritdoc/>
    public IMetricFactory WithPrefix(string prefix) => this;
}
