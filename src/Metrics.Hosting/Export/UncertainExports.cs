namespace PrometheusMetrics.Hosting;

/// <summary>Remembers whether an export that was sent without an answer may still arrive, and replace a later one. A destination that
/// answers again has work left from the time before: what it received then, it may process in any order, within moments.</summary>
internal sealed class UncertainExports(TimeProvider timeProvider)
{
    /// <summary>How long after its first answer a destination may still process what it received before.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private bool _isPending;
    private long? _answered;

    /// <summary>Whether an older export may replace the last one.</summary>
    public bool IsPending
    {
        get
        {
            lock (_lock)
            {
                return _isPending;
            }
        }
    }

    /// <summary>How long to wait before the export that confirms the last one.</summary>
    public TimeSpan TimeToConfirmation
    {
        get
        {
            lock (_lock)
            {
                var left = _answered is { } answered ? Pause - timeProvider.GetElapsedTime(answered) : Pause;
                return left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }
        }
    }

    public void RecordUncertain()
    {
        lock (_lock)
        {
            (_isPending, _answered) = (true, null);
        }
    }

    /// <param name="started">The timestamp of the start of the export that succeeded.</param>
    public void RecordSuccess(long started)
    {
        lock (_lock)
        {
            if (_isPending && _answered is { } answered && timeProvider.GetElapsedTime(answered, started) >= Pause)
            {
                (_isPending, _answered) = (false, null);
            }
            else if (_isPending)
            {
                _answered ??= timeProvider.GetTimestamp();
            }
        }
    }
}
