namespace PrometheusMetrics;

/// <summary>Reports the current value of one series of an observable metric. Valid only while the callback that received it runs.</summary>
/// <param name="value">The value: of a counter, the total, which must never fall.</param>
/// <param name="labelValues">One value for each label name, in the order of the names.</param>
/// <exception cref="ArgumentException">There are more or fewer values than label names.</exception>
/// <exception cref="ArgumentNullException">A label value is null.</exception>
/// <exception cref="InvalidOperationException">The value is not one that the metric may have, or the series was reported already.</exception>
public delegate void ObservationReporter(double value, params ReadOnlySpan<string> labelValues);
