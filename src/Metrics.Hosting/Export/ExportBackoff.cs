namespace PrometheusMetrics.Hosting;

/// <summary>The times between exports that fail.</summary>
internal static class ExportBackoff
{
    /// <summary>The maximum number of intervals between two exports.</summary>
    public const int MaxIntervals = 10;

    /// <summary>The maximum time between two exports, unless the interval is longer.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MaxRetry = TimeSpan.FromSeconds(2);

    /// <summary>The time from one export to the next: the interval after a success or one failure; after more failures, a random time
    /// between the interval and a limit that doubles with each failure.</summary>
    /// <param name="interval">The interval.</param>
    /// <param name="failures">The number of consecutive failures.</param>
    /// <param name="random">A random number from 0 to 1, so that instances that failed together do not return together.</param>
    public static TimeSpan NextExport(TimeSpan interval, int failures, double random)
    {
        var max = Min(interval * MaxIntervals, MaxDelay);
        var limit = Min(interval * Math.Pow(2, Math.Clamp(failures - 1, 0, 10)), max);
        return limit <= interval ? interval : interval + ((limit - interval) * random);
    }

    /// <summary>The pause before an export at shutdown is tried again: short, because the host waits.</summary>
    /// <param name="failures">The number of attempts that failed.</param>
    /// <param name="random">A random number from 0 to 1.</param>
    public static TimeSpan Retry(int failures, double random) =>
        Min(FirstRetry * Math.Pow(2, Math.Clamp(failures - 1, 0, 10)), MaxRetry) * (0.5 + (random / 2));

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
