namespace PrometheusMetrics;

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

    /// <summary>Adds <paramref name="value"/> and offers an exemplar of what was counted. An exemplar that is ill-formed or has more
    /// than 128 characters is dropped and counted in <c>metrics_exemplars_dropped_total</c>; the value is added all the same.</summary>
    /// <param name="value">The amount to add: zero or more, finite.</param>
    /// <param name="exemplar">The names and values that identify the example, usually <c>trace_id</c> and <c>span_id</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is negative, infinite or not a number; the counter is unchanged.</exception>
    /// <example><code>orders.IncWithExemplar(1, ("trace_id", "0af7651916cd43dd8448eb211c80319c"));</code></example>
    void IncWithExemplar(double value, params ReadOnlySpan<(string Name, string Value)> exemplar);
}
