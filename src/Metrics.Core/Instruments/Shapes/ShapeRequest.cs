using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

/// <summary>The arguments of a user, from which a shape is created.</summary>
internal readonly record struct ShapeRequest<TOptions>(
    FactoryScope Scope, FamilyContext Context, MetricType Type, string Name, string Help, string[] LabelNames, TOptions? Options)
    where TOptions : InstrumentOptions;
