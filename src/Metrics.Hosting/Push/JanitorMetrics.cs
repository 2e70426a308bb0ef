namespace PrometheusMetrics.Hosting;

/// <summary>The metrics of the janitor. They have the label <c>pusher</c>, as those of the pushes, if the host has named
/// gateways.</summary>
internal sealed class JanitorMetrics
{
    private readonly bool _isLabelled;
    private readonly IMetricFamily<ICounter> _runs;
    private readonly IMetricFamily<ICounter> _deleted;

    public JanitorMetrics(IMetricFactory factory, bool isLabelled)
    {
        _isLabelled = isLabelled;
        string[] labels = isLabelled ? ["pusher"] : [];
        _runs = factory.CreateCounter(
            "metrics_push_janitor_runs_total",
            "Number of times that the janitor has looked at the groups of the Pushgateway by outcome (success or failure).",
            [.. labels, "outcome"]);
        _deleted = factory.CreateCounter(
            "metrics_push_janitor_deleted_groups_total",
            "Number of groups that the janitor has deleted, because their lease was over.",
            labels);
    }

    public void CountSuccess(string gateway, int deleted)
    {
        Count(gateway, "success");
        _deleted.WithLabels(_isLabelled ? [gateway] : []).Inc(deleted);
    }

    public void CountFailure(string gateway) => Count(gateway, "failure");

    // Without a 0, Prometheus would not see the first failure as an increase.
    private void Count(string gateway, string outcome)
    {
        _ = GetRuns(gateway, "success");
        _ = GetRuns(gateway, "failure");
        GetRuns(gateway, outcome).Inc();
    }

    private ICounter GetRuns(string gateway, string outcome) => _runs.WithLabels(_isLabelled ? [gateway, outcome] : [outcome]);
}
