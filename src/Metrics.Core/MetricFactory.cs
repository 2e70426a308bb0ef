using System.Runtime.CompilerServices;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Instruments;

namespace PrometheusMetrics;

/// <summary>Makes instruments in a <see cref="MetricRegistry"/>, or finds them there again.</summary>
/// <remarks>Several factories of one registry give the same instruments.</remarks>
/// <threadsafety>Every member may be called from any thread at any time.</threadsafety>
public sealed class MetricFactory : IMetricFactory
{
    private readonly MetricRegistry _registry;
    private readonly FamilyCatalog _families;

    /// <summary>Makes a factory.</summary>
    /// <param name="registry">Where its instruments are registered.</param>
    /// <param name="clock">The clock for creation times, for the windows of summaries, for idle series, for exemplars and for
    /// <see cref="IGauge.SetToCurrentTime"/>; null means <see cref="TimeProvider.System"/>.</param>
    public MetricFactory(MetricRegistry registry, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(registry);
        _registry = registry;
        _families = new FamilyCatalog(registry, new FamilySetup(clock ?? TimeProvider.System, registry.Events), NamingScope.None);
    }

    private MetricFactory(MetricRegistry registry, FamilyCatalog families)
    {
        _registry = registry;
        _families = families;
    }

    /// <inheritdoc/>
    [OverloadResolutionPriority(1)]
    public ICounter CreateCounter(string name, string help, CounterOptions? options = null) =>
        _families.Unlabelled<ICounter, CounterFamily, CounterOptions>(name, help, options);

    /// <inheritdoc/>
    public IMetricFamily<ICounter> CreateCounter(string name, string help, params ReadOnlySpan<string> labelNames) =>
        _families.Labelled<ICounter, CounterFamily, CounterOptions>(name, help, labelNames, null);

    /// <inheritdoc/>
    public IMetricFamily<ICounter> CreateCounter(string name, string help, ReadOnlySpan<string> labelNames, CounterOptions? options) =>
        _families.Labelled<ICounter, CounterFamily, CounterOptions>(name, help, labelNames, options);

    /// <inheritdoc/>
    [OverloadResolutionPriority(1)]
    public IGauge CreateGauge(string name, string help, GaugeOptions? options = null) =>
        _families.Unlabelled<IGauge, GaugeFamily, GaugeOptions>(name, help, options);

    /// <inheritdoc/>
    public IMetricFamily<IGauge> CreateGauge(string name, string help, params ReadOnlySpan<string> labelNames) =>
        _families.Labelled<IGauge, GaugeFamily, GaugeOptions>(name, help, labelNames, null);

    /// <inheritdoc/>
    public IMetricFamily<IGauge> CreateGauge(string name, string help, ReadOnlySpan<string> labelNames, GaugeOptions? options) =>
        _families.Labelled<IGauge, GaugeFamily, GaugeOptions>(name, help, labelNames, options);

    /// <inheritdoc/>
    [OverloadResolutionPriority(1)]
    public IHistogram CreateHistogram(string name, string help, HistogramOptions? options = null) =>
        _families.Unlabelled<IHistogram, HistogramFamily, HistogramOptions>(name, help, options);

    /// <inheritdoc/>
    public IMetricFamily<IHistogram> CreateHistogram(string name, string help, params ReadOnlySpan<string> labelNames) =>
        _families.Labelled<IHistogram, HistogramFamily, HistogramOptions>(name, help, labelNames, null);

    /// <inheritdoc/>
    public IMetricFamily<IHistogram> CreateHistogram(string name, string help, ReadOnlySpan<string> labelNames, HistogramOptions? options) =>
        _families.Labelled<IHistogram, HistogramFamily, HistogramOptions>(name, help, labelNames, options);

    /// <inheritdoc/>
    [OverloadResolutionPriority(1)]
    public ISummary CreateSummary(string name, string help, SummaryOptions? options = null) =>
        _families.Unlabelled<ISummary, SummaryFamily, SummaryOptions>(name, help, options);

    /// <inheritdoc/>
    public IMetricFamily<ISummary> CreateSummary(string name, string help, params ReadOnlySpan<string> labelNames) =>
        _families.Labelled<ISummary, SummaryFamily, SummaryOptions>(name, help, labelNames, null);

    /// <inheritdoc/>
    public IMetricFamily<ISummary> CreateSummary(string name, string help, ReadOnlySpan<string> labelNames, SummaryOptions? options) =>
        _families.Labelled<ISummary, SummaryFamily, SummaryOptions>(name, help, labelNames, options);

    /// <inheritdoc/>
    [OverloadResolutionPriority(1)]
    public IUnknown CreateUnknown(string name, string help, UnknownOptions? options = null) =>
        _families.Unlabelled<IUnknown, UnknownFamily, UnknownOptions>(name, help, options);

    /// <inheritdoc/>
    public IMetricFamily<IUnknown> CreateUnknown(string name, string help, params ReadOnlySpan<string> labelNames) =>
        _families.Labelled<IUnknown, UnknownFamily, UnknownOptions>(name, help, labelNames, null);

    /// <inheritdoc/>
    public IMetricFamily<IUnknown> CreateUnknown(string name, string help, ReadOnlySpan<string> labelNames, UnknownOptions? options) =>
        _families.Labelled<IUnknown, UnknownFamily, UnknownOptions>(name, help, labelNames, options);

    /// <inheritdoc/>
    [OverloadResolutionPriority(1)]
    public IInfo CreateInfo(string name, string help, InfoOptions? options = null) =>
        _families.Unlabelled<IInfo, InfoFamily, InfoOptions>(name, help, options);

    /// <inheritdoc/>
    public IMetricFamily<IInfo> CreateInfo(string name, string help, params ReadOnlySpan<string> labelNames) =>
        _families.Labelled<IInfo, InfoFamily, InfoOptions>(name, help, labelNames, null);

    /// <inheritdoc/>
    public IMetricFamily<IInfo> CreateInfo(string name, string help, ReadOnlySpan<string> labelNames, InfoOptions? options) =>
        _families.Labelled<IInfo, InfoFamily, InfoOptions>(name, help, labelNames, options);

    /// <inheritdoc/>
    public IStateSet CreateStateSet(string name, string help, StateSetOptions options) =>
        _families.Unlabelled<IStateSet, StateSetFamily, StateSetOptions>(name, help, options);

    /// <inheritdoc/>
    public IMetricFamily<IStateSet> CreateStateSet(string name, string help, ReadOnlySpan<string> labelNames, StateSetOptions options) =>
        _families.Labelled<IStateSet, StateSetFamily, StateSetOptions>(name, help, labelNames, options);

    /// <inheritdoc/>
    [OverloadResolutionPriority(1)]
    public IStateSet<TState> CreateStateSet<TState>(string name, string help, StateSetOptions? options = null)
        where TState : struct, Enum =>
        _families.Unlabelled<IStateSet<TState>, StateSetFamily<TState>, StateSetOptions>(name, help, options);

    /// <inheritdoc/>
    public IMetricFamily<IStateSet<TState>> CreateStateSet<TState>(string name, string help, params ReadOnlySpan<string> labelNames)
        where TState : struct, Enum =>
        _families.Labelled<IStateSet<TState>, StateSetFamily<TState>, StateSetOptions>(name, help, labelNames, null);

    /// <inheritdoc/>
    public IMetricFamily<IStateSet<TState>> CreateStateSet<TState>(string name, string help, ReadOnlySpan<string> labelNames, StateSetOptions? options)
        where TState : struct, Enum =>
        _families.Labelled<IStateSet<TState>, StateSetFamily<TState>, StateSetOptions>(name, help, labelNames, options);

    /// <inheritdoc/>
    public IDisposable CreateObservableCounter(string name, string help, Func<double> observe, CounterOptions? options = null) =>
        Observe(MetricType.Counter, name, help, options?.Unit, observe);

    /// <inheritdoc/>
    public IDisposable CreateObservableGauge(string name, string help, Func<double> observe, GaugeOptions? options = null) =>
        Observe(MetricType.Gauge, name, help, options?.Unit, observe);

    /// <inheritdoc/>
    public IMetricFactory WithConstantLabels(params ReadOnlySpan<(string Name, string Value)> labels) =>
        new MetricFactory(_registry, _families.WithScope(_families.Scope.WithConstantLabels(labels)));

    /// <inheritdoc/>
    public IMetricFactory WithPrefix(string prefix) => new MetricFactory(_registry, _families.WithScope(_families.Scope.WithPrefix(prefix)));

    private Subscription Observe(MetricType type, string name, string help, string? unit, Func<double> observe)
    {
        ArgumentNullException.ThrowIfNull(observe);
        var collector = _families.Scope.Observe(type, name, help, unit, observe);
        _registry.Register(collector);
        return new Subscription(_registry, collector);
    }

    private sealed class Subscription(MetricRegistry registry, ObservableCollector collector) : IDisposable
    {
        public void Dispose() => registry.Unregister(collector);
    }
}
