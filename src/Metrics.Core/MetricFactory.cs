using PrometheusMetrics.Collection;
using PrometheusMetrics.Instruments;

namespace PrometheusMetrics;

/// <summary>Creates instruments and registers them in a <see cref="MetricRegistry"/>, or returns the existing instrument of the same
/// name.</summary>
/// <remarks>All factories of a registry share its instruments.</remarks>
/// <threadsafety>Every member may be called from any thread at any time.</threadsafety>
public sealed class MetricFactory : IMetricFactory
{
    private readonly InstrumentCache _instruments;

    /// <summary>Creates a factory.</summary>
    /// <param name="registry">The registry in which the instruments are registered.</param>
    /// <param name="timeProvider">The time provider for creation times, the windows of summaries, idle series, exemplars and
    /// <see cref="IGauge.SetToCurrentTime"/>, or null for the one of the registry,
    /// <see cref="MetricRegistryOptions.TimeProvider"/>.</param>
    public MetricFactory(MetricRegistry registry, TimeProvider? timeProvider = null)
    {
        ArgumentNullException.ThrowIfNull(registry);
        Registry = registry;
        var context = new FamilyContext(timeProvider ?? registry.TimeProvider, registry.FamilyHost);
        _instruments = new InstrumentCache(registry, context, FactoryScope.Create(registry.FamilyHost));
    }

    private MetricFactory(MetricRegistry registry, InstrumentCache instruments)
    {
        Registry = registry;
        _instruments = instruments;
    }

    /// <summary>The registry in which the instruments are registered.</summary>
    public MetricRegistry Registry { get; }

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
        if (observe is null)
        {
            throw new ArgumentNullException(
                nameof(observe), $"The callback of '{ForeignText.Escape(name)}' is null: pass a delegate that reports the current values.");
        }

        if (type is not (MetricType.Counter or MetricType.Gauge))
        {
            throw new ArgumentOutOfRangeException(
                nameof(type),
                type,
                $"The observable metric '{ForeignText.Escape(name)}' must be a counter or a gauge: report other types from a collector.");
        }

        var scope = _instruments.Scope;
        return ObservableMetrics.Register(Registry, scope.DescribeObservable(type, name, help, labelNames, unit), scope, observe);
    }

    /// <inheritdoc/>
    public IMetricFactory WithConstantLabels(params ReadOnlySpan<(string Name, string Value)> labels) =>
        new MetricFactory(Registry, _instruments.WithScope(_instruments.Scope.WithConstantLabels(labels)));

    /// <inheritdoc/>
    public IMetricFactory WithPrefix(string prefix) =>
        new MetricFactory(Registry, _instruments.WithScope(_instruments.Scope.WithPrefix(prefix)));
}
