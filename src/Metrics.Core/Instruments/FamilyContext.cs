using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>What the families of a factory share.</summary>
/// <param name="TimeProvider">The clock.</param>
/// <param name="Host">The registry, as families see it.</param>
internal sealed record FamilyContext(TimeProvider TimeProvider, IFamilyHost Host);
