namespace PrometheusMetrics;

/// <summary>What may be said about a gauge beyond its name, help and labels.</summary>
public sealed class GaugeOptions : InstrumentOptions
{
    /// <summary>The unit in Prometheus's base units ("seconds", "bytes"). It becomes a suffix of the name if it isn't one yet.</summary>
    /// <value>null by default: no unit.</value>
    public string? Unit { get; set; }

    /// <summary>The value with which each series starts.</summary>
    /// <value>0 by default.</value>
    public double InitialValue { get; set; }
}
