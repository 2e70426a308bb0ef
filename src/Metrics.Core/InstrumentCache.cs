using System.Collections.Concurrent;
using PrometheusMetrics.Instruments;
using PrometheusMetrics.Registry;

namespace PrometheusMetrics;

/// <summary>The families that a factory has created or found, and how it creates and finds them.</summary>
internal sealed class InstrumentCache
{
    private readonly MetricRegistry _registry;
    private readonly FamilyContext _context;

    // By the name as users write it, so that asking again needs no normalised name, no lock and no memory. Made anew when the registry has lost something.
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

    /// <summary>Creates or finds a family, or its part that has the constant labels.</summary>
    /// <exception cref="InvalidOperationException">The name is taken by another shape.</exception>
    public IMetricFamily<TInstrument> GetOrCreate<TInstrument, TOptions>(
        InstrumentKind<TInstrument, TOptions> kind, string name, string help, ReadOnlySpan<string> labelNames, TOptions? options)
        where TInstrument : class
        where TOptions : InstrumentOptions
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(name);
        var generation = _generation;
        if (generation.Removals == _registry.Removals
            && generation.Families.TryGetValue(new CacheKey(name, kind), out var found)
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
        var shape = InstrumentShapes.Create(kind, new ShapeRequest<TOptions>(Scope, _context, kind.Type, name, help, labelNames.ToArray(), options));
        var candidate = new InstrumentFamily<TInstrument>(shape);
        if (labelNames.IsEmpty)
        {
            // Before it is registered, so that no scrape sees it without its only series.
            candidate.Pin(Scope.Values);
        }

        var registered = _registry.GetOrRegister(candidate);
        if (registered.Collector is not InstrumentFamily<TInstrument> family
            || family.Shape is not InstrumentShape<TOptions> registeredShape
            || !registeredShape.Matches(help, Scope.Names, labelNames, options))
        {
            throw new InvalidOperationException(
                $"'{shape.Descriptor.Name}' exists in another shape. It is: {Describe(registered)}. Asked for: {shape}. Ask for the same shape, or choose another name.");
        }

        if (labelNames.IsEmpty && family != candidate)
        {
            family.Pin(Scope.Values);
        }

        var cached = new CachedFamily<TInstrument, TOptions>(registeredShape, ViewOf(family));
        Keep(new CacheKey(name, kind), cached, removals);
        return cached.View;
    }

    private IMetricFamily<TInstrument> ViewOf<TInstrument>(InstrumentFamily<TInstrument> family)
        where TInstrument : class =>
        Scope.Names.IsEmpty ? family : new ConstantLabelsFamily<TInstrument>(family, Scope.Values);

    // Into the table of its own time only: in a younger one that another thread has put there, a family that has been removed would come back.
    private void Keep(CacheKey key, object cached, int removals)
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

    private static string Describe(NameReservations.NameOwner owner) => owner.Collector switch
    {
        InstrumentFamily family => family.ToString(),
        ObservableCollector => $"{owner.Descriptor}, help \"{owner.Descriptor.Help}\", observable",
        SelfCounter => $"{owner.Descriptor}, help \"{owner.Descriptor.Help}\", of the registry itself",
        var collector => $"{owner.Descriptor}, help \"{owner.Descriptor.Help}\", of the collector {collector.GetType().Name}",
    };

    private readonly record struct CacheKey(string Name, object Kind);

    private sealed class CacheGeneration(int removals)
    {
        public int Removals => removals;

        public ConcurrentDictionary<CacheKey, object> Families { get; } = new();
    }

    /// <summary>A family as users see it, beside its shape.</summary>
    private sealed record CachedFamily<TInstrument, TOptions>(InstrumentShape<TOptions> Shape, IMetricFamily<TInstrument> View)
        where TInstrument : class
        where TOptions : InstrumentOptions;
}
