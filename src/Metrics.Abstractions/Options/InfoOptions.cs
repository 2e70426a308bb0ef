namespace PrometheusMetrics;

/// <summary>Options for creating an info, which has no unit.</summary>
public sealed class InfoOptions : InstrumentOptions;
