namespace PrometheusMetrics.Hosting;

/// <summary>Exports for the last time: again after failures, and once more to confirm if an older export may still arrive.</summary>
internal sealed class LastExport(ExportCalls calls, TimeProvider timeProvider)
{
    /// <param name="timeLeft">Returns the time that is left for further attempts.</param>
    /// <param name="pauseToken">The token that ends the pauses between attempts, and so the attempts.</param>
    /// <param name="cancellationToken">The token that cancels the attempt in progress too.</param>
    /// <param name="begin">Called before each attempt. If it returns false, the attempt is not made.</param>
    /// <returns>The last failure, or null on success.</returns>
    public async Task<ExportFailure?> RunAsync(
        Func<TimeSpan> timeLeft, CancellationToken pauseToken, CancellationToken cancellationToken, Func<bool>? begin = null)
    {
        for (var failures = 0; ;)
        {
            var failure = await calls.RunAsync(isLast: true, cancellationToken, begin).ConfigureAwait(false);
            if (failure is null ? !calls.Uncertain.IsPending : failure.Kind == ExportFailureKind.Permanent)
            {
                return failure;
            }

            var pause = failure is null
                ? calls.Uncertain.TimeToConfirmation
                : ExportBackoff.Retry(++failures, Random.Shared.NextDouble());
            if (pause > timeLeft() || !await timeProvider.PauseAsync(pause, pauseToken).ConfigureAwait(false))
            {
                return failure;
            }
        }
    }
}
