namespace PrometheusMetrics;

/// <summary>Reports the current value of one series of an observable metric. Call it only inside the callback that received it.</summary>
/// <param name="value">The value; for a counter the total, which must never decrease.</param>
/// <param name="labelValues">One value for each label name, in the order of the names. Null counts as an empty value.</param>
/// <exception cref="ArgumentException">There are more or fewer values than label names.</exception>
/// <exception cref="InvalidOperationException">The value is illegal for the metric, or the series was already reported.</exception>
public delegate void ObservationReporter(double value, params ReadOnlySpan<string> labelValues);
