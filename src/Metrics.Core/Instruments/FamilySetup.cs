using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>What every family of a factory shares.</summary>
/// <param name="Clock">The clock.</param>
/// <param name="Events">The registry, as families see it.</param>
/// <param name="Constants">How many constant labels the factory puts before those of the family.</param>
internal sealed record FamilySetup(TimeProvider Clock, IFamilyEvents Events, int Constants = 0);
