namespace PrometheusMetrics;

/// <summary>A value that can increase and decrease: queue length, temperature, requests in progress. It may be any double, infinities and
/// NaN included.</summary>
/// <threadsafety>Every member may be called from any thread at any time, also during a scrape.</threadsafety>
public interface IGauge
{
    /// <summary>The current value.</summary>
    double Value { get; }

    /// <summary>Replaces the value.</summary>
    /// <param name="value">The new value.</param>
    void Set(double value);

    /// <summary>Adds <paramref name="value"/>.</summary>
    /// <param name="value">The amount to add, one by default; a negative value subtracts.</param>
    void Inc(double value = 1);

    /// <summary>Subtracts <paramref name="value"/>.</summary>
    /// <param name="value">The amount to subtract, one by default; a negative value adds.</param>
    void Dec(double value = 1);

    /// <summary>Sets the gauge to the current Unix time in seconds, with a fraction: for the time of the last success, for
    /// example.</summary>
    void SetToCurrentTime();

    /// <summary>Sets the gauge to a time, as Unix time in seconds with a fraction; a time before 1970 is negative.</summary>
    /// <param name="time">The time, of any offset.</param>
    /// <example><code>lastBackup.SetToTime(File.GetLastWriteTimeUtc(path));</code></example>
    void SetToTime(DateTimeOffset time);
}
