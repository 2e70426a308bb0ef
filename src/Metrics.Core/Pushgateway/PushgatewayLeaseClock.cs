namespace PrometheusMetrics.Pushgateway;

/// <summary>Decides by the clock of the gateway alone whether the lease of a group is over.</summary>
/// <remarks>Wherever the clock gives no certainty, a group is valid for a whole lease more: after a start of the gateway, which could
/// receive no pushes before, and after its clock was set, when the times of earlier pushes mean nothing any more.</remarks>
internal sealed class PushgatewayLeaseClock(TimeProvider timeProvider)
{
    // The header Date has whole seconds.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MinMargin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxMargin = TimeSpan.FromMinutes(5);

    private DateTimeOffset _now;
    private DateTimeOffset _started = DateTimeOffset.MinValue;
    private DateTimeOffset _leasesBeginAgain = DateTimeOffset.MinValue;
    private long _timestamp;
    private TimeSpan _duration;
    private bool _hasTime;

    /// <summary>Takes the time of the gateway from an answer.</summary>
    /// <param name="now">The time of the gateway, in whole seconds.</param>
    /// <param name="sent">The timestamp of the time provider when the request was sent.</param>
    public void Set(DateTimeOffset now, long sent)
    {
        var timestamp = timeProvider.GetTimestamp();
        var duration = timeProvider.GetElapsedTime(sent, timestamp);
        if (_hasTime)
        {
            var difference = now - _now - timeProvider.GetElapsedTime(_timestamp, timestamp);
            if (difference.Duration() > Tolerance + duration + _duration)
            {
                _leasesBeginAgain = now;
            }
        }

        (_now, _timestamp, _duration, _hasTime) = (now, timestamp, duration, true);
    }

    /// <summary>Takes the time at which the gateway was started.</summary>
    public void SetStart(DateTimeOffset started) => _started = started;

    /// <summary>Returns whether a lease is over, with a margin for a push that is late.</summary>
    public bool IsOver(DateTimeOffset lastPush, TimeSpan lease)
    {
        var margin = lease / 4;
        margin = margin < MinMargin ? MinMargin : margin > MaxMargin ? MaxMargin : margin;

        // A gateway that hung while it answered shows its groups as they were before the time of the answer, at most for as long as the
        // answer took.
        return _now - _duration - Begin(lastPush) > lease + margin;
    }

    private DateTimeOffset Begin(DateTimeOffset lastPush)
    {
        if (lastPush > _now + Tolerance)
        {
            // The clock was set back before this object saw it.
            _leasesBeginAgain = _leasesBeginAgain == DateTimeOffset.MinValue ? _now : _leasesBeginAgain;
            lastPush = DateTimeOffset.MinValue;
        }

        // A start that lies further ahead is one before the clock was set back.
        return Later(lastPush, Later(_started <= _now + Tolerance ? _started : DateTimeOffset.MinValue, _leasesBeginAgain));
    }

    private static DateTimeOffset Later(DateTimeOffset x, DateTimeOffset y) => x > y ? x : y;
}
