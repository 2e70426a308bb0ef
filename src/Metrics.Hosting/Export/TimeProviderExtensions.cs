namespace PrometheusMetrics.Hosting;

/// <summary>Waits by timestamps, which no change of the system's clock affects.</summary>
internal static class TimeProviderExtensions
{
    public static long Add(this TimeProvider timeProvider, long timestamp, TimeSpan time) =>
        timestamp + (long)(time.TotalSeconds * timeProvider.TimestampFrequency);

    /// <summary>Waits until a timestamp, and returns on a thread of the thread pool: neither the thread of the timer nor one that cancels
    /// the token continues the caller, so the token may be cancelled on any thread.</summary>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="due">The timestamp, or null to wait until the token is cancelled.</param>
    /// <param name="cancellationToken">The token that ends the wait.</param>
    /// <returns>false if the token was cancelled.</returns>
    public static async Task<bool> ReachesAsync(this TimeProvider timeProvider, long? due, CancellationToken cancellationToken)
    {
        var wait = due is { } end ? timeProvider.GetElapsedTime(timeProvider.GetTimestamp(), end) : Timeout.InfiniteTimeSpan;
        if (due is null || wait > TimeSpan.Zero)
        {
            using var reached = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var delay = Task.Delay(wait, timeProvider, reached.Token);
            if (due <= timeProvider.GetTimestamp())
            {
                // The time passed while the timer was set up, so the timer may be late.
                await reached.CancelAsync().ConfigureAwait(false);
            }

            await delay.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        return !cancellationToken.IsCancellationRequested;
    }

    public static Task<bool> PauseAsync(this TimeProvider timeProvider, TimeSpan pause, CancellationToken cancellationToken) =>
        timeProvider.ReachesAsync(timeProvider.Add(timeProvider.GetTimestamp(), pause), cancellationToken);
}
