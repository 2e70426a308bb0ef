using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>The dependencies of the families of a factory, shared by all of them.</summary>
/// <param name="TimeProvider">The time provider.</param>
/// <param name="Host">The registry, behind the interface for families.</param>
internal sealed record FamilyContext(TimeProvider TimeProvider, IFamilyHost Host);
