namespace PrometheusMetrics.Instruments;

/// <summary>Stands where a view has no further label: one and two labels are three, of which some are nothing.</summary>
internal readonly record struct NoLabel;
