using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Waits, while a host or a server stops, for a last scrape, so that the values of the last seconds are not lost.</summary>
internal sealed partial class FinalScrape
{
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly TaskCompletionSource _completed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private volatile bool _isAwaited;
    private Task? _wait;

    private FinalScrape(TimeSpan timeout, TimeProvider timeProvider, ILogger logger)
    {
        _timeout = timeout;
        _timeProvider = timeProvider;
        _logger = logger;
    }

    /// <summary>Whether the stop has begun, so that each scrape needs the current values.</summary>
    public bool IsAwaited => _isAwaited;

    /// <summary>Returns null if the options want no last scrape.</summary>
    public static FinalScrape? Create(MetricsEndpointOptions options, TimeProvider timeProvider, ILoggerFactory loggers) =>
        options.FinalScrapeTimeout is { } timeout ? new FinalScrape(timeout, timeProvider, loggers.CreateLogger<FinalScrape>()) : null;

    /// <summary>Verifies that the host has the time to wait.</summary>
    /// <param name="services">The services of the host.</param>
    /// <param name="subject">What waits, for the message.</param>
    /// <exception cref="InvalidOperationException">The host has to stop before.</exception>
    public void VerifyShutdownTime(IServiceProvider services, string subject)
    {
        var limit = services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout;
        if (limit != Timeout.InfiniteTimeSpan && _timeout >= limit)
        {
            throw new InvalidOperationException(
                $"{subject} waits {_timeout} for a last scrape, but the host has only {limit} to stop: set " +
                $"{MetricsEndpointOptions.SectionName}:{nameof(MetricsEndpointOptions.FinalScrapeTimeout)} to less, or raise " +
                "HostOptions.ShutdownTimeout, which leaves the rest of the application the time beyond the wait.");
        }
    }

    /// <summary>Observes a scrape that begins. One that began before <see cref="WaitAsync"/> has old values, and does not
    /// count.</summary>
    public void Observe(Scrape scrape)
    {
        if (_isAwaited)
        {
            scrape.Context.Response.OnCompleted(() =>
            {
                if (scrape.IsDelivered)
                {
                    _completed.TrySetResult();
                }

                return Task.CompletedTask;
            });
        }
    }

    /// <summary>Waits until a scrape that begins from now on is complete, or the time is over, which is logged. What is stopped again does
    /// not wait again, but until the first wait has ended.</summary>
    /// <param name="cancellationToken">Ends the wait, without an exception.</param>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        Task first;
        lock (_gate)
        {
            if (_wait is null)
            {
                _isAwaited = true;
                return _wait = WaitOnceAsync(cancellationToken);
            }

            first = _wait;
        }

        return WaitForAsync(first, cancellationToken);
    }

    private static async Task WaitForAsync(Task first, CancellationToken cancellationToken) =>
        await first.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task WaitOnceAsync(CancellationToken cancellationToken)
    {
        await _completed.Task.WaitAsync(_timeout, _timeProvider, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_completed.Task.IsCompleted)
        {
            return;
        }

        if (cancellationToken.IsCancellationRequested)
        {
            LogNoTime();
        }
        else
        {
            LogNoFinalScrape();
        }
    }

    [LoggerMessage(1, LogLevel.Information,
        "There was no last scrape, so the values since the scrape before are lost. Set Prometheus:Endpoint:FinalScrapeTimeout to more " +
        "than the scrape interval.")]
    private partial void LogNoFinalScrape();

    [LoggerMessage(2, LogLevel.Information,
        "There was no last scrape, so the values since the scrape before are lost: the host had no time left for it. Requests that are " +
        "still open, or other services, have used it. Raise HostOptions.ShutdownTimeout, or end them sooner.")]
    private partial void LogNoTime();
}
