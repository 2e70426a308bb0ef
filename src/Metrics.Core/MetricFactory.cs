using PrometheusMetrics.Collection;
using PrometheusMetrics.Instruments;

namespace PrometheusMetrics;

/// <summary>Creates instruments and registers them in a <see cref="MetricRegistry"/>, or returns the existing instrument of the same
/// name.</summary>
/// <remarks>All factories of a registry share its instruments.</remarks>
/// <threadsafety>Every member may be called from any thread at any time.</threadsafety>
public sealed class MetricFactory : IMetricFactory
{
    private readonly MetricRegistry _registry;
    private readonly InstrumentCache _instruments;

    /// <summary>Creates a factory.</summary>
    /// <param name="registry">The registry in which the instruments are registered.</param>
    /// <param name="timeProvider">The time provider for creation times, the windows of summaries, idle series, exemplars and
    /// <see cref="IGauge.SetToCurrentTime"/>, or null for the one of the registry (<see cref="MetricRegistryOptions.TimeProvider"/>).</param>
    public MetricFactory(MetricRegistry registry, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(registry);
        _registry = registry;
        var context = new FamilyContext(timeProvider ?? registry.TimeProvider, registry.FamilyHost);
        _instruments = new InstrumentCache(registry, context, FactoryScope.None);
    }

    private MetricFactory(MetricRegistry registry, InstrumentCache instruments)
    {
        _registry = registry;
        _instruments = instruments;
    }

    /// <inheritdoc/>
    public IMetricFamily<TInstrument> GetOrCreate<TInstrument, TOptions>(
        InstrumentKind<TInstrument, TOptions> kind, string name, string help, ReadOnlySpan<string> labelNames, TOptions? options)
        where TInstrument : class
        where TOptions : InstrumentOptions =>
        _instruments.GetOrCreate(kind, name, help, labelNames, options);

    /// <inheritdoc/>
    public IDisposable CreateObservable(
        MetricType type, string name, string help, ReadOnlySpan<string> labelNames, Action<ObservationReporter> observe, string? unit)
    {
        ArgumentNullException.ThrowIfNull(observe);
        if (type is not (MetricType.Counter or MetricType.Gauge))
        {
            throw new ArgumentOutOfRangeException(
                nameof(type), type, "An observable metric is a counter or a gauge: report other types from a collector.");
        }

        var scope = _instruments.Scope;
        var collector = new ObservableCollector(scope.Describe(type, name, help, labelNames, unit), scope.Values.ToArray(), observe);
        _registry.Register(collector);
        return new Subscription(_registry, collector);
    }

    /// <inheritdoc/>
    public IMetricFactory WithConstantLabels(params ReadOnlySpan<(string Name, string Value)> labels) =>
        new MetricFactory(_registry, _instruments.WithScope(_instruments.Scope.WithConstantLabels(labels)));

    /// <inheritdoc/>
    public IMetricFactory WithPrefix(string prefix) =>
        new MetricFactory(_registry, _instruments.WithScope(_instruments.Scope.WithPrefix(prefix)));

    private sealed class Subscription(MetricRegistry registry, ObservableCollector collector) : IDisposable
    {
        public void Dispose() => registry.Unregister(collector);
    }
}
