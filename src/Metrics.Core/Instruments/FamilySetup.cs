using Metrics.Streaming;

namespace Metrics.Instruments;

/// <summary>What every family of a registry and a clock shares.</summary>
internal sealed record FamilySetup(TimeProvider Clock, IFamilyEvents Events);
