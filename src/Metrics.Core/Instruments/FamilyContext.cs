using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>What the families of a factory share.</summary>
/// <param name="TimeProvider">The clock.</param>
/// <param name="Host">The registry, as families see it.</param>
/// <param name="ConstantLabelCount">The number of constant labels that the factory puts before those of the family.</param>
internal sealed record FamilyContext(TimeProvider TimeProvider, IFamilyHost Host, int ConstantLabelCount = 0);
