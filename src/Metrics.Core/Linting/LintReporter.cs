using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Linting;

/// <summary>Notifies the diagnostics of families that deviate from the conventions of Prometheus, once per name.</summary>
/// <param name="notify">Calls the diagnostics of a registry.</param>
/// <param name="labels">The labels of the registry.</param>
internal sealed class LintReporter(Action<Action<MetricDiagnostics>> notify, LabelSet labels)
{
    private readonly FirstOccurrences<string> _reported = new();

    /// <summary>Checks families that were registered. The caller holds no lock, because the diagnostics are code of the
    /// application.</summary>
    public void Check(IReadOnlyList<MetricDescriptor> families)
    {
        foreach (var family in families)
        {
            LintProblem[] problems =
            [
                .. LintRules.Check(family, family.LabelNames.ToArray(), labels)
                    .Select(message => new LintProblem(family.Name, message)),
            ];
            if (problems.Length > 0 && _reported.IsFirst(family.Name))
            {
                notify(diagnostics => diagnostics.LintProblemsFound(family.Name, problems));
            }
        }
    }
}
