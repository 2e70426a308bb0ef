namespace PrometheusMetrics.Hosting;

/// <summary>One run of a batch job.</summary>
internal sealed class BatchJobRun
{
    private readonly BatchJob _job;
    private readonly TimeProvider _timeProvider;
    private readonly long _start;

    public BatchJobRun(BatchJob job, TimeProvider timeProvider)
    {
        _job = job;
        _timeProvider = timeProvider;
        _start = timeProvider.GetTimestamp();
        job.Begin();
    }

    public void End(bool succeeded) =>
        _job.End(
            succeeded,
            _timeProvider.GetElapsedTime(_start).TotalSeconds,
            (_timeProvider.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds);
}
