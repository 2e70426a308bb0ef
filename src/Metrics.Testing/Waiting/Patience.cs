using System.Globalization;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Testing;

/// <summary>Reads a value again and again until it is large enough or the time is over.</summary>
internal sealed class Patience
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    private readonly TimeSpan _timeout;
    private readonly TimeProvider _timeProvider;

    public Patience(TimeSpan? timeout, TimeProvider timeProvider)
    {
        _timeout = timeout ?? DefaultTimeout;
        if (_timeout < TimeSpan.Zero && _timeout != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(
                nameof(timeout), timeout, "The timeout is negative: give the time to wait, or Timeout.InfiniteTimeSpan for no limit.");
        }

        _timeProvider = timeProvider;
    }

    public Task<double> WaitForSampleAsync(
        IMetricSource source, SampleQuery query, double atLeast, CancellationToken cancellationToken)
    {
        // Collectors of other metrics are not called at each attempt.
        var request = new CollectionRequest { Names = query.FamilyNames, CancellationToken = cancellationToken };
        return WaitAsync(
            async () => (await source.ReadAsync(new SampleFinder(query), request).ConfigureAwait(false)).Value,
            atLeast,
            value => value is null
                ? source.Explain(query)
                : string.Create(CultureInfo.InvariantCulture, $"{query} is {value}, and not {atLeast} or more."),
            cancellationToken);
    }

    public async Task<long> WaitForHttpRequestsAsync(IMetricSource source, long count, CancellationToken cancellationToken)
    {
        var request = new CollectionRequest { Names = HttpRequestCount.FamilyNames, CancellationToken = cancellationToken };
        return (long)await WaitAsync(
            async () => (await source.ReadAsync(new HttpRequestCount(), request).ConfigureAwait(false)).Sum,
            count,
            _ => source.Read(new HttpRequestCount()).Explain(count),
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<double> WaitAsync(
        Func<Task<double?>> read, double atLeast, Func<double?, string> explain, CancellationToken cancellationToken)
    {
        var start = _timeProvider.GetTimestamp();
        var pause = FirstPause;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var elapsed = _timeProvider.GetElapsedTime(start);
            var value = await read().ConfigureAwait(false);
            if (value is { } reached && reached >= atLeast)
            {
                return reached;
            }

            if (_timeout != Timeout.InfiniteTimeSpan)
            {
                var left = _timeout - elapsed;
                if (left <= TimeSpan.Zero)
                {
                    throw new TimeoutException(string.Create(
                        CultureInfo.InvariantCulture, $"Waited {_timeout.TotalSeconds} s in vain. {explain(value)}"));
                }

                pause = left < pause ? left : pause;
            }

            await Task.Delay(pause, _timeProvider, cancellationToken).ConfigureAwait(false);
            pause = 2 * pause < LongestPause ? 2 * pause : LongestPause;
        }
    }
}
