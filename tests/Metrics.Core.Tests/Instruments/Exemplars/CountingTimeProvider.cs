namespace PrometheusMetrics.Tests.Instruments.Exemplars;

/// <summary>A clock that lets a test do something at the moment in which it is asked.</summary>
internal sealed class CountingTimeProvider : TimeProvider
{
    /// <summary>Asked for the time of day, which is when an exemplar is made.</summary>
    public Action? OnUtcNow { get; set; }

    /// <summary>Asked for the timestamp, which is when a place is claimed. Done once.</summary>
    public Action? OnTimestamp { get; set; }

    public long Timestamp { get; set; }

    public override DateTimeOffset GetUtcNow()
    {
        OnUtcNow?.Invoke();
        return DateTimeOffset.UnixEpoch;
    }

    public override long GetTimestamp()
    {
        var action = OnTimestamp;
        OnTimestamp = null;
        action?.Invoke();
        return Timestamp;
    }
}
