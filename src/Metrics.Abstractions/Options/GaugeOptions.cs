namespace PrometheusMetrics;

/// <summary>Options for creating a gauge.</summary>
public sealed class GaugeOptions : InstrumentOptions
{
    /// <summary>The unit in Prometheus base units ("seconds", "bytes"), which is added to the name as a suffix if it is missing.</summary>
    /// <value>null by default: no unit.</value>
    public string? Unit { get; set; }

    /// <summary>The initial value of each series.</summary>
    /// <value>0 by default.</value>
    public double InitialValue { get; set; }
}
