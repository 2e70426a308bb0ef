namespace PrometheusMetrics;

/// <summary>What may be said about a value of unknown type beyond its name, help and labels.</summary>
public sealed class UnknownOptions : InstrumentOptions
{
    /// <summary>The unit in Prometheus's base units ("seconds", "bytes"). It becomes a suffix of the name if it isn't one yet.</summary>
    /// <value>null by default: no unit.</value>
    public string? Unit { get; set; }
}
