using System.Globalization;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Registry;

/// <summary>The time that the custom collectors have in one collection: the timeout of collectors, or less if the request has an earlier
/// deadline. It is measured by timestamps, so that setting the clock does not change it.</summary>
internal sealed class CollectionTime
{
    private static readonly TimeSpan MaxPatience = TimeSpan.FromMilliseconds(100);

    private readonly TimeProvider _timeProvider;
    private readonly TimeSpan _allowed;
    private readonly bool _isOfRequest;
    private readonly long _begin;

    public CollectionTime(TimeProvider timeProvider, TimeSpan collectorTimeout, in CollectionRequest request)
    {
        var now = timeProvider.GetUtcNow();
        _timeProvider = timeProvider;
        _begin = timeProvider.GetTimestamp();
        _isOfRequest = request.Deadline < now + collectorTimeout;
        UtcDeadline = _isOfRequest ? request.Deadline!.Value : now + collectorTimeout;
        _allowed = TimeSpan.FromTicks(Math.Max(0, (UtcDeadline - now).Ticks));
        Deadline = _begin + (long)(_allowed.TotalSeconds * timeProvider.TimestampFrequency);
    }

    /// <summary>The deadline, as a time of day.</summary>
    public DateTimeOffset UtcDeadline { get; }

    /// <summary>The deadline, as a timestamp.</summary>
    public long Deadline { get; }

    public long Now => _timeProvider.GetTimestamp();

    /// <summary>The time until the deadline; zero or less after it.</summary>
    public TimeSpan Remaining => Until(Deadline);

    private string Allowed =>
        string.Create(CultureInfo.InvariantCulture, $"{_allowed.TotalSeconds:0.###} s") +
        (_isOfRequest ? ", the time that this scrape or export leaves" : "");

    private string Remedy =>
        "Read a slow source in a background service that sets gauges, or raise " +
        (_isOfRequest ? "the timeout of the scrape or export." : "CollectorTimeout.");

    public TimeSpan Since(long timestamp) => _timeProvider.GetElapsedTime(timestamp);

    public TimeSpan Until(long timestamp) => _timeProvider.GetElapsedTime(Now, timestamp);

    /// <summary>Returns how long a thread may execute a call before another thread executes the rest. It is less if little time remains
    /// for many collectors, so that each of them is called before the deadline.</summary>
    public TimeSpan GetPatience(int left) => TimeSpan.FromTicks(Math.Min(MaxPatience.Ticks, Remaining.Ticks / (left + 1)));

    /// <summary>Creates a timer, not set yet, without the execution context of the reader, which would be kept as long as the
    /// timer.</summary>
    public ITimer CreateTimer(Action callback)
    {
        var flows = !ExecutionContext.IsFlowSuppressed();
        if (flows)
        {
            ExecutionContext.SuppressFlow();
        }

        try
        {
            return _timeProvider.CreateTimer(
                static state => ((Action)state!)(), callback, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
        finally
        {
            if (flows)
            {
                ExecutionContext.RestoreFlow();
            }
        }
    }

    /// <summary>Rounds a time up to milliseconds, the unit of timers, so that a timer is never early.</summary>
    public static TimeSpan RoundUp(TimeSpan time) => TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling(time.TotalMilliseconds)));

    public TimeoutException NotReturned(string collector) => new(
        $"The collector {ForeignText.Escape(collector)} did not return within {Allowed}, so its metrics are left out. " +
        $"It is not called again before it returns. {Remedy}");

    public TimeoutException NotCalled(string collector) => new(
        $"The collector {ForeignText.Escape(collector)} was not called, because other collectors took the whole time of {Allowed}. " +
        $"{Remedy}");
}
