namespace PrometheusMetrics.Tests.Instruments.Exemplars;

/// <summary>A time provider that runs an action of a test when the time is read.</summary>
internal sealed class CountingTimeProvider : TimeProvider
{
    /// <summary>Runs when the time of day is read, which is when an exemplar is created.</summary>
    public Action? OnUtcNow { get; set; }

    /// <summary>Runs once, when the timestamp is read, which is when a slot is reserved.</summary>
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
