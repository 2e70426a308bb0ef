using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

/// <summary>Counts the families that are left out of a body because their names collide after escaping, and notifies the diagnostics of
/// each once per scheme.</summary>
/// <param name="counter">The self metric.</param>
/// <param name="notify">Calls the diagnostics of the registry.</param>
internal sealed class LeftOutFamilies(IMetricFamily<ICounter> counter, Action<Action<MetricDiagnostics>> notify)
{
    private readonly FirstOccurrences<(string Family, NameEscaping Escaping)> _reported = new();

    public void Record(string family, string other, NameEscaping escaping)
    {
        counter.WithLabels(family).Inc();
        if (_reported.IsFirst((family, escaping)))
        {
            notify(diagnostics => diagnostics.FamilyLeftOut(family, other, escaping));
        }
    }
}
