namespace PrometheusMetrics.Pushgateway;

/// <summary>What a push sent.</summary>
/// <param name="Series">The number of series; a histogram or summary is one series.</param>
/// <param name="Bytes">The size of the body in bytes, after its compression.</param>
public readonly record struct PushResult(long Series, long Bytes);
