using PrometheusMetrics.Collection;
using PrometheusMetrics.Instruments;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics;

/// <summary>Creates the self metrics of a registry, which are ordinary instruments. Like <see cref="InstrumentCache"/>, it connects the
/// registry and the instruments, which do not know each other.</summary>
internal static class SelfMetricFamilies
{
    /// <summary>Creates a family with one label: the collector to be registered, and the view of it that has this label only.</summary>
    public static (ICollector Collector, IMetricFamily<TInstrument> View) Create<TInstrument, TOptions>(
        InstrumentKind<TInstrument, TOptions> kind,
        string name,
        string help,
        string labelName,
        TOptions? options,
        IFamilyHost host,
        TimeProvider timeProvider)
        where TInstrument : class
        where TOptions : InstrumentOptions
    {
        var scope = FactoryScope.Create(host);
        var family = new InstrumentFamily<TInstrument>(InstrumentShapes.Create(
            kind, new ShapeRequest<TOptions>(scope, new FamilyContext(timeProvider, host), kind.Type, name, help, [labelName], options)));
        return (family, scope.CreateView(family));
    }
}
