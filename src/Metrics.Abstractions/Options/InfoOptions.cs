namespace PrometheusMetrics;

/// <summary>What may be said about an info beyond its name, help and labels. An info has no unit.</summary>
public sealed class InfoOptions : InstrumentOptions;
