namespace Metrics;

/// <summary>A value that only grows: requests served, orders placed, bytes sent. It starts at zero.</summary>
/// <threadsafety>Every member may be called from any thread at any time, also during a scrape.</threadsafety>
public interface ICounter
{
    /// <summary>The current value.</summary>
    double Value { get; }

    /// <summary>Adds one. Exact up to 2^63, without lock or allocation.</summary>
    void Inc();

    /// <summary>Adds <paramref name="value"/>.</summary>
    /// <param name="value">What to add: zero or more, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is negative, infinite or not a number; the counter is unchanged.
    /// A value that can fall belongs in a gauge.</exception>
    void Inc(double value);
}
