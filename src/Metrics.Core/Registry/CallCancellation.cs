namespace PrometheusMetrics.Registry;

#pragma warning disable CA1001 // A collector may pass the token to tasks that live longer than its call, so the source is not disposed.

/// <summary>The token of the calls that a run begins. It is cancelled when all runs that wait for one of them have reached their
/// deadlines.</summary>
internal sealed class CallCancellation(CollectionTime time)
{
    private readonly CancellationTokenSource _source = new();
    private long _latestDeadline = time.Deadline;

    public CancellationToken Token => _source.Token;

    /// <summary>Adds a run that waits.</summary>
    /// <param name="deadline">The timestamp of its deadline.</param>
    public void ExtendTo(long deadline)
    {
        var latest = Volatile.Read(ref _latestDeadline);
        while (deadline > latest)
        {
            var found = Interlocked.CompareExchange(ref _latestDeadline, deadline, latest);
            latest = found == latest ? deadline : found;
        }
    }

    /// <summary>Cancels the token if the latest deadline has passed.</summary>
    /// <returns>The time until the latest deadline; zero or less if the token is cancelled.</returns>
    public TimeSpan CancelIfDue()
    {
        var remaining = time.Until(Volatile.Read(ref _latestDeadline));
        if (remaining <= TimeSpan.Zero)
        {
            // Not on the thread of the timer: a callback that a collector has registered may block or throw.
            _ = _source.CancelAsync().ContinueWith(
                static cancellation => cancellation.Exception,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }

        return remaining;
    }
}

#pragma warning restore CA1001
