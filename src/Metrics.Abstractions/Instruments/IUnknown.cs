namespace PrometheusMetrics;

/// <summary>A value of which nothing is known, neither that it only grows nor that it may be added up: one that is passed on from elsewhere. Where
/// more is known, use a counter or a gauge.</summary>
/// <threadsafety>Every member may be called from any thread at any time, also during a scrape.</threadsafety>
public interface IUnknown
{
    /// <summary>The current value; 0 at first.</summary>
    double Value { get; }

    /// <summary>Replaces the value.</summary>
    /// <param name="value">The new value: any double, infinities and NaN included.</param>
    void Set(double value);
}
