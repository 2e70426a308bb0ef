namespace PrometheusMetrics.Hosting;

/// <summary>The shutdown time of the host, and the moments in it when metrics are exported.</summary>
internal sealed class ShutdownClock
{
    private static readonly TimeSpan MinReserve = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxQuickStop = TimeSpan.FromSeconds(0.5);

    // For a host that waits without a limit.
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _timeProvider;
    private readonly TimeSpan _quickStop;
    private readonly TimeSpan _reserve;
    private long _began;
    private int _hasBegun;

    public ShutdownClock(TimeSpan shutdownTimeout, TimeProvider timeProvider)
    {
        _timeProvider = timeProvider;
        Timeout = shutdownTimeout == System.Threading.Timeout.InfiniteTimeSpan ? DefaultTimeout : shutdownTimeout;
        _quickStop = Min(MaxQuickStop, Timeout / 10);
        _reserve = Min(Max(MinReserve, Timeout / 5), Timeout / 2);
    }

    public TimeSpan Timeout { get; }

    /// <summary>The timestamp at which the stop began.</summary>
    public long Began => Interlocked.Read(ref _began);

    /// <summary>The time that is left.</summary>
    public TimeSpan Left => Timeout - _timeProvider.GetElapsedTime(Began);

    /// <summary>A host that stops within this time exports once.</summary>
    public long QuickStopEnd => At(_quickStop);

    /// <summary>The moment for an export although other services still run: a fifth of the time, but at least a second, is left.</summary>
    public long LastChance => At(Timeout - _reserve);

    /// <summary>The moment when a call that is still in progress must make room for the last export.</summary>
    public long MakeRoom => At(Timeout - (_reserve / 2));

    /// <summary>Starts the clock at the first sign of the stop; later ones are ignored.</summary>
    public void Begin()
    {
        if (Interlocked.Exchange(ref _hasBegun, 1) == 0)
        {
            Interlocked.Exchange(ref _began, _timeProvider.GetTimestamp());
        }
    }

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;

    private long At(TimeSpan time) => _timeProvider.Add(Began, time);
}
