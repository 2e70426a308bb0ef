using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Instruments;

/// <summary>What a user asks a factory for, when it has to be created.</summary>
internal readonly record struct ShapeRequest<TOptions>(
    FactoryScope Scope, FamilyContext Context, MetricType Type, string Name, string Help, string[] LabelNames, TOptions? Options)
    where TOptions : InstrumentOptions;
