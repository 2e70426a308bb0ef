using System.Collections.Frozen;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Hosting;

/// <summary>The metrics of batch jobs, as Prometheus' guide "Instrumentation" recommends them. Their help texts must not change:
/// node_exporter drops series of the same name with another help text.</summary>
internal sealed class BatchJobMetrics
{
    public const string DurationName = "batch_job_duration_seconds";
    public const string FailuresName = "batch_job_failures_total";
    public const string LastCompletionName = "batch_job_last_completion_timestamp_seconds";
    public const string LastSuccessName = "batch_job_last_success_timestamp_seconds";

    public BatchJobMetrics(IMetricFactory factory)
    {
        Duration = factory.CreateGauge(DurationName, DurationFamily.Help, BatchJobs.LabelName);
        Failures = factory.CreateCounter(FailuresName, FailuresFamily.Help, BatchJobs.LabelName);
        LastCompletion = factory.CreateGauge(LastCompletionName, LastCompletionFamily.Help, BatchJobs.LabelName);
        LastSuccess = factory.CreateGauge(LastSuccessName, LastSuccessFamily.Help, BatchJobs.LabelName);
    }

    public static FrozenSet<string> Names { get; } = FrozenSet.Create(
        StringComparer.Ordinal, DurationName, FailuresName, LastCompletionName, LastSuccessName);

    // In the group of a job, where the label is part of the grouping key.
    public static MetricDescriptor DurationFamily { get; } = new(
        MetricType.Gauge, DurationName, "Duration of the last run of the batch job, in seconds.");

    public static MetricDescriptor FailuresFamily { get; } = new(
        MetricType.Counter, FailuresName, "Number of runs of the batch job that failed, in the process that ran it last.");

    public static MetricDescriptor LastCompletionFamily { get; } = new(
        MetricType.Gauge, LastCompletionName, "Time at which the last run of the batch job ended, with success or not, in unix time.");

    public static MetricDescriptor LastSuccessFamily { get; } = new(
        MetricType.Gauge, LastSuccessName, "Time at which the last successful run of the batch job ended, in unix time.");

    public IMetricFamily<IGauge> Duration { get; }

    public IMetricFamily<ICounter> Failures { get; }

    public IMetricFamily<IGauge> LastCompletion { get; }

    public IMetricFamily<IGauge> LastSuccess { get; }
}
