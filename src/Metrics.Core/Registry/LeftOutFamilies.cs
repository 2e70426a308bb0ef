using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

/// <summary>Counts the families that are left out of a body, and notifies the diagnostics of each once: those whose names collide after
/// escaping, and those of collectors whose families are independent.</summary>
/// <param name="counter">The self metric.</param>
/// <param name="notify">Calls the diagnostics of the registry.</param>
internal sealed class LeftOutFamilies(IMetricFamily<ICounter> counter, Action<Action<MetricDiagnostics>> notify)
{
    private readonly FirstOccurrences<(string Family, NameEscaping Escaping)> _escaped = new();
    private readonly FirstOccurrences<(string Collector, string Family)> _reported = new();

    public void Record(string family, string other, NameEscaping escaping)
    {
        counter.WithLabels(family).Inc();
        if (_escaped.IsFirst((family, escaping)))
        {
            notify(diagnostics => diagnostics.FamilyLeftOut(family, other, escaping));
        }
    }

    public void Record(string collector, string family, string reason, bool isStandard)
    {
        if (!isStandard)
        {
            counter.WithLabels(family).Inc();
        }

        if (_reported.IsFirst((collector, family)))
        {
            notify(diagnostics => diagnostics.CollectorFamilyLeftOut(collector, family, reason, isStandard));
        }
    }
}
