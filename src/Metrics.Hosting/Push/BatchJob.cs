namespace PrometheusMetrics.Hosting;

/// <summary>One batch job: its metrics in the registry, and the outcome of its last run in this process.</summary>
/// <threadsafety>Every member may be called from any thread.</threadsafety>
internal sealed class BatchJob
{
    private readonly Lock _gate = new();
    private readonly BatchJobMetrics _metrics;
    private readonly HashSet<string> _known = [];

    public BatchJob(string name, BatchJobMetrics metrics)
    {
        Name = name;
        _metrics = metrics;
    }

    public string Name { get; }

    /// <summary>The outcome of the last run that ended in this process, or null if none did.</summary>
    public BatchJobOutcome? Outcome { get; private set; }

    /// <summary>Exposes the counter of failures, before the first one.</summary>
    public void Begin() => _metrics.Failures.WithLabels(Name);

    public void End(bool succeeded, double duration, double time)
    {
        lock (_gate)
        {
            var outcome = new BatchJobOutcome(
                duration, time, succeeded ? time : Outcome?.LastSuccess, (Outcome?.Failures ?? 0) + (succeeded ? 0 : 1));
            Outcome = outcome;
            Set(_metrics.Duration, BatchJobMetrics.DurationName, outcome.Duration);
            Set(_metrics.LastCompletion, BatchJobMetrics.LastCompletionName, outcome.LastCompletion);
            if (succeeded)
            {
                Set(_metrics.LastSuccess, BatchJobMetrics.LastSuccessName, time);
            }
            else
            {
                _metrics.Failures.WithLabels(Name).Inc();
            }
        }
    }

    public void Restore(string family, double value)
    {
        lock (_gate)
        {
            if (!_known.Contains(family))
            {
                Set(Find(family), family, value);
            }
        }
    }

    private void Set(IMetricFamily<IGauge> gauges, string name, double value)
    {
        _known.Add(name);
        gauges.WithLabels(Name).Set(value);
    }

    private IMetricFamily<IGauge> Find(string family) => family switch
    {
        BatchJobMetrics.DurationName => _metrics.Duration,
        BatchJobMetrics.LastCompletionName => _metrics.LastCompletion,
        BatchJobMetrics.LastSuccessName => _metrics.LastSuccess,
        _ => throw new ArgumentOutOfRangeException(nameof(family), family, "It is not a gauge of batch jobs."),
    };
}
