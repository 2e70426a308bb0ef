namespace PrometheusMetrics;

/// <summary>A value that goes up and down: queue length, temperature, requests in progress. It may be any double, infinities and NaN included.</summary>
/// <threadsafety>Every member may be called from any thread at any time, also during a scrape.</threadsafety>
public interface IGauge
{
    /// <summary>The current value.</summary>
    double Value { get; }

    /// <summary>Replaces the value.</summary>
    /// <param name="value">The new value.</param>
    void Set(double value);

    /// <summary>Adds <paramref name="value"/>.</summary>
    /// <param name="value">What to add, one by default; a negative value subtracts.</param>
    void Inc(double value = 1);

    /// <summary>Subtracts <paramref name="value"/>.</summary>
    /// <param name="value">What to subtract, one by default; a negative value adds.</param>
    void Dec(double value = 1);

    /// <summary>Sets the gauge to the current Unix time in seconds, with its fraction: the usual form of "last success at".</summary>
    void SetToCurrentTime();
}
