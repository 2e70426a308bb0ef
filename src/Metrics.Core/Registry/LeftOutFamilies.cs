using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Registry;

/// <summary>Counts the families that are left out of a body because their names collide after escaping, and notifies the diagnostics of
/// each once per scheme.</summary>
/// <param name="counter">The self metric.</param>
/// <param name="notify">Calls the diagnostics of the registry.</param>
internal sealed class LeftOutFamilies(IMetricFamily<ICounter> counter, Action<Action<MetricDiagnostics>> notify)
{
    // Collectors without descriptors may report new names without end.
    private const int MaxReported = 1_000;

    private readonly HashSet<(string Family, NameEscaping Escaping)> _reported = [];

    public void Record(string family, string other, NameEscaping escaping)
    {
        counter.WithLabels(family).Inc();
        if (IsFirst(family, escaping))
        {
            notify(diagnostics => diagnostics.FamilyLeftOut(family, other, escaping));
        }
    }

    private bool IsFirst(string family, NameEscaping escaping)
    {
        lock (_reported)
        {
            return _reported.Count < MaxReported && _reported.Add((family, escaping));
        }
    }
}
