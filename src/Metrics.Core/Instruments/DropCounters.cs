using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Instruments;

/// <summary>Counts what the series of one family drop instead of throwing in the measured code.</summary>
internal sealed class DropCounters(string family, IFamilyHost host)
{
    private ICounter? _exemplars;
    private ICounter? _observations;

    /// <summary>Counts an exemplar that was dropped because it is invalid. R-178</summary>
    public void CountExemplar() => (_exemplars ??= host.CountDroppedExemplars(family)).Inc();

    /// <summary>Counts an observation that was dropped because it is NaN, which would make the sum NaN for ever. R-048</summary>
    public void CountObservation() => (_observations ??= host.CountDroppedObservations(family)).Inc();
}
