namespace PrometheusMetrics;

/// <summary>A value that only increases: requests served, orders placed, bytes sent. It starts at zero.</summary>
/// <threadsafety>Every member may be called from any thread at any time, also during a scrape.</threadsafety>
public interface ICounter
{
    /// <summary>The current value.</summary>
    double Value { get; }

    /// <summary>Adds one, without a lock or an allocation. Calls are counted exactly up to 2^63.</summary>
    void Inc();

    /// <summary>Adds <paramref name="value"/>.</summary>
    /// <param name="value">The amount to add: zero or more, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is negative, infinite or not a number; the counter is
    /// unchanged. Use a gauge for a value that can decrease.</exception>
    void Inc(double value);

    /// <summary>Raises the counter to <paramref name="value"/>, the current total of another system that counts. A value that is not
    /// greater than the current one changes nothing, so that the counter never decreases; if the other system restarts, the counter stands
    /// still until the new total is greater.</summary>
    /// <param name="value">The total: zero or more, finite.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is negative, infinite or not a number; the counter is
    /// unchanged.</exception>
    /// <remarks>Atomic: two threads that both raise to 10 result in 10. Increments that run at the same time count before or after
    /// it. No exemplar of the current trace is offered.</remarks>
    /// <example><code>bytesSent.IncTo(connection.TotalBytesSent);</code></example>
    void IncTo(double value);

    /// <summary>Adds <paramref name="value"/> and offers an exemplar. An exemplar that is malformed (an illegal or repeated name,
    /// <c>le</c>, <c>quantile</c>, null, a NUL character), or whose names and values have more than 128 characters together, is dropped and
    /// counted in <c>metrics_exemplars_dropped_total</c>; the value is added in any case.</summary>
    /// <param name="value">The amount to add: zero or more, finite.</param>
    /// <param name="exemplar">The names and values that identify the example, usually <c>trace_id</c> and <c>span_id</c>.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="value"/> is negative, infinite or not a number; the counter is
    /// unchanged.</exception>
    /// <example><code>orders.IncWithExemplar(1, ("trace_id", "0af7651916cd43dd8448eb211c80319c"));</code></example>
    void IncWithExemplar(double value, params ReadOnlySpan<(string Name, string Value)> exemplar);
}
