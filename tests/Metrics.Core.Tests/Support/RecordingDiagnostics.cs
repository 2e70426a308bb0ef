using PrometheusMetrics.Collection;
using PrometheusMetrics.Linting;

namespace PrometheusMetrics.Tests.Support;

/// <summary>Records the diagnostic events of a registry.</summary>
internal sealed class RecordingDiagnostics : MetricDiagnostics
{
    /// <summary>"failed X: message", "recovered X", "limit X: 10", "truncated X: 16384", "left out X: other, scheme", "left out X of
    /// collector: reason" or "standard X of collector: reason", in order.</summary>
    public List<string> Said { get; } = [];

    /// <summary>"X: problem; problem", in order.</summary>
    public List<string> Linted { get; } = [];

    public Exception? LastFailure { get; private set; }

    public override void CollectorFailed(string collector, Exception exception)
    {
        LastFailure = exception;
        Said.Add($"failed {collector}: {exception.Message}");
    }

    public override void CollectorRecovered(string collector) => Said.Add($"recovered {collector}");

    public override void SeriesLimitReached(string family, int limit) => Said.Add($"limit {family}: {limit}");

    public override void LabelValueTruncated(string family, int limit) => Said.Add($"truncated {family}: {limit}");

    public override void FamilyLeftOut(string family, string other, NameEscaping escaping) =>
        Said.Add($"left out {family}: {other}, {escaping}");

    public override void CollectorFamilyLeftOut(string collector, string family, string reason, bool isStandard) =>
        Said.Add($"{(isStandard ? "standard" : "left out")} {family} of {collector}: {reason}");

    public override void LintProblemsFound(string family, IReadOnlyList<LintProblem> problems) =>
        Linted.Add($"{family}: {string.Join("; ", problems.Select(problem => problem.Message))}");
}
