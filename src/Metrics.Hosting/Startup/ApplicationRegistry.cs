namespace PrometheusMetrics.Hosting;

/// <summary>The registry that was passed to <c>AddPrometheusMetrics</c>.</summary>
internal sealed record ApplicationRegistry(MetricRegistry Registry);
