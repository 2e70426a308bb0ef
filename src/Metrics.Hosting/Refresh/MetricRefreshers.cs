using Microsoft.Extensions.Logging;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Hosting;

/// <summary>The refreshers of a host. If its metrics are off, there are none.</summary>
/// <threadsafety>Every member may be called from any thread.</threadsafety>
internal sealed class MetricRefreshers : IDisposable
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromDays(1);

    private readonly Refresher[] _refreshers;
    private readonly TimeProvider _timeProvider;
    private readonly AsyncLocal<bool> _isRefreshing = new();

    // Not disposed: a refresher may still use its token.
    private readonly CancellationTokenSource _stopping = new();

    public MetricRefreshers(
        IServiceProvider provider,
        IEnumerable<RefresherRegistration> registrations,
        MetricsSwitch metricsSwitch,
        IMetricFactory factory,
        TimeProvider timeProvider,
        ILogger<IMetricRefresher> logger)
    {
        _timeProvider = timeProvider;
        IsOn = metricsSwitch.IsOn;
        if (!IsOn)
        {
            _refreshers = [];
            return;
        }

        var errors = factory.CreateCounter(
            "metrics_refresher_errors_total",
            "Number of collections that went on with old values, because a refresher failed ('error') or did not return in time " +
                "('timeout').",
            "refresher",
            "reason");
        _refreshers =
        [
            .. registrations.Select(registration => new Refresher(
                registration,
                cancellationToken => RefreshAsync(registration, provider, cancellationToken),
                errors,
                timeProvider,
                logger,
                _stopping.Token)),
        ];
    }

    /// <summary>Whether the metrics of the host are on.</summary>
    public bool IsOn { get; }

    /// <summary>Whether a source refreshes before it is read.</summary>
    public bool HasSource { get; private set; }

    /// <summary>Creates a source that refreshes before it is read.</summary>
    /// <param name="source">The source.</param>
    public IMetricSource CreateSource(IMetricSource source)
    {
        HasSource = true;
        return new RefreshingSource(source, this);
    }

    /// <summary>Calls all refreshers at once, or joins their calls in progress, and waits for them.</summary>
    /// <param name="request">The request of the collection, whose collectors need a part of the time.</param>
    /// <returns>A task that completes when the collection can go on. It does not fail, also if the request is cancelled.</returns>
    public async Task RefreshAsync(CollectionRequest request)
    {
        // A refresher that reads the metrics would wait for itself.
        if (_isRefreshing.Value || _stopping.IsCancellationRequested)
        {
            return;
        }

        var calls = Array.ConvertAll(_refreshers, refresher => refresher.JoinOrBegin());
        await Task.WhenAll(calls.Select(call => call.Wait))
            .WaitAsync(GetTime(request.Deadline), _timeProvider, request.CancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!request.CancellationToken.IsCancellationRequested && !_stopping.IsCancellationRequested)
        {
            for (var i = 0; i < calls.Length; i++)
            {
                _refreshers[i].Count(calls[i]);
            }
        }
    }

    /// <summary>Cancels the calls in progress, and begins no more. What a callback of a refresher throws is ignored.</summary>
    public void Stop() => _ = _stopping.CancelAsync().ContinueWith(
        static cancellation => cancellation.Exception,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    public void Dispose() => Stop();

    private async Task RefreshAsync(
        RefresherRegistration registration, IServiceProvider provider, CancellationToken cancellationToken)
    {
        _isRefreshing.Value = true;
        await registration.Refresh(provider, cancellationToken).ConfigureAwait(false);
    }

    private TimeSpan GetTime(DateTimeOffset? deadline)
    {
        if (deadline is not { } end)
        {
            return Timeout.InfiniteTimeSpan;
        }

        var half = (end - _timeProvider.GetUtcNow()) / 2;
        return half < TimeSpan.Zero ? TimeSpan.Zero : half < MaxWait ? half : MaxWait;
    }
}
