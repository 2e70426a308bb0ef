namespace PrometheusMetrics.Hosting;

/// <summary>Extension methods that run and measure batch jobs.</summary>
public static class BatchJobExtensions
{
    /// <summary>Runs a batch job, measures it, and pushes the metrics when it has ended, with success or not.</summary>
    /// <remarks>
    /// <para>The metrics are those that the Prometheus guide on batch jobs recommends, with the label <c>batch_job</c>:
    /// <c>batch_job_duration_seconds</c>, <c>batch_job_last_success_timestamp_seconds</c>,
    /// <c>batch_job_last_completion_timestamp_seconds</c> and <c>batch_job_failures_total</c>. They are also exposed to scrapes and text
    /// files.</para>
    /// <para>At a Pushgateway each job has a group of its own, which has the label <c>batch_job</c> in addition to those of the other
    /// metrics. So the time of the last success stays when a later run fails, also in another process.</para>
    /// <para>A pusher that is not the library's own, such as one of a test, has no registry: then the job is run without being measured,
    /// and <see cref="IMetricPusher.PushAsync"/> is called.</para>
    /// </remarks>
    /// <param name="pusher">The pusher.</param>
    /// <param name="name">The name of the job, such as <c>import</c>; not empty or white space. Use a small set of names: each has metrics
    /// of its own, and a process measures all beyond 1,000 as one job, <c>_other</c>.</param>
    /// <param name="job">The job.</param>
    /// <param name="cancellationToken">The token that is passed to the job. A job that it ends has failed.</param>
    /// <returns>A task that ends when the job and the push have ended. It fails with the exception of the job, unchanged. A failed push is
    /// counted and logged, and never makes a job fail; the push when the host stops sends the metrics again.</returns>
    /// <exception cref="ArgumentException">The name is empty or white space.</exception>
    /// <exception cref="InvalidOperationException">The application has another metric with one of these names. The job is not
    /// run.</exception>
    public static Task RunJobAsync(
        this IMetricPusher pusher, string name, Func<CancellationToken, Task> job, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        return pusher.RunJobAsync(
            name,
            async token =>
            {
                await job(token).ConfigureAwait(false);
                return true;
            },
            cancellationToken);
    }

    /// <summary>Runs a batch job that has a result, measures it, and pushes the metrics when it has ended, like the other
    /// overload.</summary>
    /// <typeparam name="TResult">The type of the result.</typeparam>
    /// <param name="pusher">The pusher.</param>
    /// <param name="name">The name of the job, such as <c>import</c>; not empty or white space, and one of a small set.</param>
    /// <param name="job">The job.</param>
    /// <param name="cancellationToken">The token that is passed to the job. A job that it ends has failed.</param>
    /// <returns>A task that ends with the result of the job, when the job and the push have ended. It fails with the exception of the job,
    /// unchanged.</returns>
    /// <exception cref="ArgumentException">The name is empty or white space.</exception>
    /// <exception cref="InvalidOperationException">The application has another metric with one of these names. The job is not
    /// run.</exception>
    public static Task<TResult> RunJobAsync<TResult>(
        this IMetricPusher pusher, string name, Func<CancellationToken, Task<TResult>> job, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pusher);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(job);
        return RunAsync(pusher, (pusher as IBatchJobPusher)?.Jobs.Begin(name), job, cancellationToken);
    }

    private static async Task<TResult> RunAsync<TResult>(
        IMetricPusher pusher, BatchJobRun? run, Func<CancellationToken, Task<TResult>> job, CancellationToken cancellationToken)
    {
        try
        {
            var result = await job(cancellationToken).ConfigureAwait(false);
            run?.End(succeeded: true);
            return result;
        }
        catch
        {
            run?.End(succeeded: false);
            throw;
        }
        finally
        {
            // A job that was cancelled is pushed too. The time limit of pushes ends it.
            await TryPushAsync(pusher, cancellationToken.IsCancellationRequested ? CancellationToken.None : cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private static async Task TryPushAsync(IMetricPusher pusher, CancellationToken cancellationToken)
    {
        try
        {
            await pusher.PushAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // The pusher has counted and logged it, and the outcome of the job is more important.
        }
    }
}
