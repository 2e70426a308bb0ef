using System.Collections.Concurrent;
using PrometheusMetrics.Instruments;

namespace PrometheusMetrics;

/// <summary>Caches the instrument families of one factory scope, so that a repeated request takes no lock and allocates nothing.</summary>
internal sealed class InstrumentCache
{
    private readonly MetricRegistry _registry;
    private readonly FamilyContext _context;

    // Keyed by the name as the caller writes it, before it is normalised. Replaced as a whole after a family was removed from the registry.
    private volatile CacheGeneration _generation;

    public InstrumentCache(MetricRegistry registry, FamilyContext context, FactoryScope scope)
    {
        _registry = registry;
        _context = context;
        Scope = scope;
        _generation = new CacheGeneration(registry.Removals);
    }

    public FactoryScope Scope { get; }

    public InstrumentCache WithScope(FactoryScope scope) => new(_registry, _context, scope);

    /// <summary>Gets an existing family, or creates and registers it. With constant labels, returns a view of the family that adds
    /// them.</summary>
    /// <exception cref="InvalidOperationException">The name is registered with another shape, or conflicts with the name of another
    /// family.</exception>
    public IMetricFamily<TInstrument> GetOrCreate<TInstrument, TOptions>(
        InstrumentKind<TInstrument, TOptions> kind, string name, string help, ReadOnlySpan<string> labelNames, TOptions? options)
        where TInstrument : class
        where TOptions : InstrumentOptions
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(name);
        var generation = _generation;
        if (generation.Removals == _registry.Removals
            && generation.Families.TryGetValue(new CacheKey(name, kind, Scope.KeepsName(options)), out var found)
            && found is CachedFamily<TInstrument, TOptions> cached
            && cached.Shape.Matches(help, Scope.Names, labelNames, options))
        {
            return cached.View;
        }

        return Create(kind, name, help, labelNames, options);
    }

    private IMetricFamily<TInstrument> Create<TInstrument, TOptions>(
        InstrumentKind<TInstrument, TOptions> kind, string name, string help, ReadOnlySpan<string> labelNames, TOptions? options)
        where TInstrument : class
        where TOptions : InstrumentOptions
    {
        var removals = _registry.Removals;
        var shape = InstrumentShapes.Create(
            kind, new ShapeRequest<TOptions>(Scope, _context, kind.Type, name, help, labelNames.ToArray(), options));
        var candidate = new InstrumentFamily<TInstrument>(shape);
        if (labelNames.IsEmpty)
        {
            // Pinned before the registration, so that no scrape finds the family without its only series.
            candidate.Pin(Scope.Values);
        }

        var registered = _registry.GetOrRegister(candidate);
        if (registered.Family is not InstrumentFamily<TInstrument> family
            || _registry.IsSelfMetric(family)
            || family.Shape is not InstrumentShape<TOptions> registeredShape
            || !registeredShape.Matches(help, Scope.Names, labelNames, options))
        {
            throw ShapeConflict.Create(_registry, registered, shape.Describe());
        }

        if (labelNames.IsEmpty && family != candidate)
        {
            family.Pin(Scope.Values);
        }

        var cached = new CachedFamily<TInstrument, TOptions>(registeredShape, Scope.CreateView(family));
        Store(new CacheKey(name, kind, Scope.KeepsName(options)), cached, removals);
        return cached.View;
    }

    // Stored only in the generation that was current before the registration: in a later one, which another thread created after a removal,
    // a removed family would be returned again.
    private void Store(CacheKey key, object cached, int removals)
    {
        var generation = _generation;
        if (generation.Removals < removals)
        {
            _generation = generation = new CacheGeneration(removals);
        }

        if (generation.Removals == removals)
        {
            generation.Families[key] = cached;
        }
    }

    /// <param name="Name">The name as the caller writes it.</param>
    /// <param name="Kind">The kind of instrument.</param>
    /// <param name="KeepsName">Whether it is kept: a counter <c>x</c> and a counter <c>x_total</c> may both be requested by the name
    /// <c>x</c>.</param>
    private readonly record struct CacheKey(string Name, object Kind, bool KeepsName);

    private sealed class CacheGeneration(int removals)
    {
        public int Removals => removals;

        public ConcurrentDictionary<CacheKey, object> Families { get; } = new();
    }

    /// <summary>The family or view that is returned to callers, and its shape.</summary>
    private sealed record CachedFamily<TInstrument, TOptions>(InstrumentShape<TOptions> Shape, IMetricFamily<TInstrument> View)
        where TInstrument : class
        where TOptions : InstrumentOptions;
}
