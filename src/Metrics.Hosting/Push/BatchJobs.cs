using System.Text;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Hosting;

/// <summary>The batch jobs that the process has run, and their metrics in the registry of the host.</summary>
/// <threadsafety>Every member may be called from any thread.</threadsafety>
internal sealed class BatchJobs(IMetricFactory factory, TimeProvider timeProvider)
{
    /// <summary>The label with the name of the job. <c>job</c> is the label of the group at a Pushgateway.</summary>
    public const string LabelName = "batch_job";

    /// <summary>The name that stands for all jobs beyond <see cref="MaxJobs"/>.</summary>
    public const string Other = "_other";

    public const int MaxJobs = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, BatchJob> _jobs = new(StringComparer.Ordinal);

    // Created by the first job, so that other processes do not expose families without series.
    private BatchJobMetrics? _metrics;

    /// <summary>All jobs that have begun a run.</summary>
    public IReadOnlyList<BatchJob> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _jobs.Values];
            }
        }
    }

    /// <summary>Begins the run of a job.</summary>
    /// <exception cref="InvalidOperationException">The application has another metric with one of the names.</exception>
    public BatchJobRun Begin(string name) => new(GetOrAdd(ToUnicode(name)), timeProvider);

    /// <summary>Takes up the value of a metric that an earlier process wrote, unless a job of this process has set it.</summary>
    /// <param name="family">The name of a gauge of jobs.</param>
    /// <param name="name">The name of the job.</param>
    /// <param name="value">The value.</param>
    public void Restore(string family, string name, double value) => GetOrAdd(name).Restore(family, value);

    /// <summary>Gets whether a family is one of those that describe batch jobs.</summary>
    public static bool IsJobMetric(MetricDescriptor family) => BatchJobMetrics.Names.Contains(family.Name);

    /// <summary>Replaces unpaired surrogates, which no group of a Pushgateway can have.</summary>
    private static string ToUnicode(string name) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name));

    private BatchJob GetOrAdd(string name)
    {
        lock (_gate)
        {
            if (!_jobs.TryGetValue(name, out var job) && (_jobs.Count < MaxJobs || !_jobs.TryGetValue(Other, out job)))
            {
                name = _jobs.Count < MaxJobs ? name : Other;
                _metrics ??= new BatchJobMetrics(factory);
                job = new BatchJob(name, _metrics);
                _jobs.Add(name, job);
            }

            return job;
        }
    }
}
