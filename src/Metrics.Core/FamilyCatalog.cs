using System.Collections.Concurrent;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Instruments;
using PrometheusMetrics.Registry;

namespace PrometheusMetrics;

/// <summary>The families that a factory has made or found, and how it makes and finds them.</summary>
internal sealed class FamilyCatalog
{
    private readonly MetricRegistry _registry;
    private readonly FamilySetup _setup;

    // By the name as users write it, so that asking again needs no normalised name, no lock and no memory. Made anew when the registry has lost something.
    private volatile Found _found;

    public FamilyCatalog(MetricRegistry registry, FamilySetup setup, NamingScope scope)
    {
        _registry = registry;
        _setup = setup with { Constants = scope.Names.Length };
        Scope = scope;
        _found = new Found(registry.Removals);
    }

    public NamingScope Scope { get; }

    public FamilyCatalog WithScope(NamingScope scope) => new(_registry, _setup, scope);

    /// <summary>The only series of a family that has no labels but the constant ones.</summary>
    /// <exception cref="InvalidOperationException">The name is taken by another shape.</exception>
    public TInstrument Unlabelled<TInstrument, TFamily, TOptions>(string name, string help, TOptions? options)
        where TInstrument : class
        where TFamily : InstrumentFamily<TInstrument>, IInstrumentFamily<TFamily, TOptions>
        where TOptions : InstrumentOptions =>
        GetOrCreate<TInstrument, TFamily, TOptions>(name, help, [], options).Family.Find(Scope.Values, Scope.Values.Length, out _);

    /// <summary>A family, or its part that has the constant labels.</summary>
    /// <exception cref="InvalidOperationException">The name is taken by another shape.</exception>
    public IMetricFamily<TInstrument> Labelled<TInstrument, TFamily, TOptions>(string name, string help, ReadOnlySpan<string> labelNames, TOptions? options)
        where TInstrument : class
        where TFamily : InstrumentFamily<TInstrument>, IInstrumentFamily<TFamily, TOptions>
        where TOptions : InstrumentOptions =>
        GetOrCreate<TInstrument, TFamily, TOptions>(name, help, labelNames, options).Face;

    private Entry<TInstrument> GetOrCreate<TInstrument, TFamily, TOptions>(string name, string help, ReadOnlySpan<string> labelNames, TOptions? options)
        where TInstrument : class
        where TFamily : InstrumentFamily<TInstrument>, IInstrumentFamily<TFamily, TOptions>
        where TOptions : InstrumentOptions
    {
        ArgumentNullException.ThrowIfNull(name);
        var found = _found;
        if (found.Removals == _registry.Removals
            && found.Entries.TryGetValue(new Asked(name, TFamily.Type), out var entry)
            && entry is Entry<TInstrument> known
            && known.Family is TFamily family
            && HasShape(family, help, labelNames, options))
        {
            return known;
        }

        return Create<TInstrument, TFamily, TOptions>(name, help, labelNames, options);
    }

    private Entry<TInstrument> Create<TInstrument, TFamily, TOptions>(string name, string help, ReadOnlySpan<string> labelNames, TOptions? options)
        where TInstrument : class
        where TFamily : InstrumentFamily<TInstrument>, IInstrumentFamily<TFamily, TOptions>
        where TOptions : InstrumentOptions
    {
        var removals = _registry.Removals;
        var descriptor = Scope.Describe(TFamily.Type, name, help, labelNames, TFamily.UnitOf(options));
        var candidate = TFamily.Create(descriptor, options, _setup);
        if (labelNames.IsEmpty)
        {
            // Before it is registered, so that no scrape sees it without its only series.
            candidate.WithLabels(Scope.Values);
        }

        var registered = _registry.GetOrRegister(candidate);
        if (registered.Collector is not TFamily family || !HasShape(family, help, labelNames, options))
        {
            throw new InvalidOperationException(
                $"'{descriptor.Name}' exists in another shape. It is: {Describe(registered)}. Asked for: {candidate}. Ask for the same shape, or choose another name.");
        }

        // Into the table of its own time only: in a younger one that another thread has put there, a family that was removed meanwhile would come back.
        var found = _found;
        var entry = new Entry<TInstrument>(family, Scope);
        if (found.Removals < removals)
        {
            _found = found = new Found(removals);
        }

        if (found.Removals == removals)
        {
            found.Entries[new Asked(name, TFamily.Type)] = entry;
        }

        return entry;
    }

    private bool HasShape<TFamily, TOptions>(TFamily family, string help, ReadOnlySpan<string> labelNames, TOptions? options)
        where TFamily : InstrumentFamily, IInstrumentFamily<TFamily, TOptions>
        where TOptions : InstrumentOptions =>
        family.HasShape(help, Scope.Names, labelNames, TFamily.UnitOf(options), options) && family.Matches(options);

    private static string Describe(NameClaims.Claim claim) => claim.Collector switch
    {
        InstrumentFamily family => family.ToString(),
        ObservableCollector => $"{claim.Descriptor}, help \"{claim.Descriptor.Help}\", observable",
        var collector => $"{claim.Descriptor}, help \"{claim.Descriptor.Help}\", of the collector {collector.GetType().Name}",
    };

    private readonly record struct Asked(string Name, MetricType Type);

    private sealed class Found(int removals)
    {
        public int Removals => removals;

        public ConcurrentDictionary<Asked, object> Entries { get; } = new();
    }

    private sealed class Entry<TInstrument>(InstrumentFamily<TInstrument> family, NamingScope scope)
        where TInstrument : class
    {
        public InstrumentFamily<TInstrument> Family => family;

        /// <summary>What users get to see of it.</summary>
        public IMetricFamily<TInstrument> Face { get; } = scope.Names.IsEmpty ? family : new ConstantLabelsFamily<TInstrument>(family, scope.Values);
    }
}
