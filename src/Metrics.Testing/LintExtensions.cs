using PrometheusMetrics.Collection;
using PrometheusMetrics.Linting;

namespace PrometheusMetrics.Testing;

/// <summary>Extension methods that compare metrics with the conventions of Prometheus.</summary>
/// <threadsafety>Every member may be called from any thread at any time.</threadsafety>
public static class LintExtensions
{
    /// <summary>Compares the metrics of a source with the conventions of Prometheus. For a registry, the method
    /// <see cref="MetricRegistry.Lint"/> is called instead, which also checks families that the collection does not report.</summary>
    /// <param name="source">A source of metrics.</param>
    /// <returns>The problems, by family; empty if there are none.</returns>
    public static IReadOnlyList<LintProblem> Lint(this IMetricSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return source is MetricRegistry registry ? registry.Lint() : source.Read(new LintVisitor(source.Labels)).Problems;
    }
}
