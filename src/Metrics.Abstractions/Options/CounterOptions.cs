namespace PrometheusMetrics;

/// <summary>Options for creating a counter.</summary>
public sealed class CounterOptions : InstrumentOptions
{
    /// <summary>The unit in Prometheus base units ("seconds", "bytes"), which is added to the name as a suffix, before <c>_total</c>, if it
    /// is missing.</summary>
    /// <value>null by default: no unit.</value>
    public string? Unit { get; set; }

    /// <summary>Options for the exemplars of the counter.</summary>
    /// <value>null by default: the defaults of <see cref="ExemplarOptions"/>.</value>
    public ExemplarOptions? Exemplars { get; set; }
}
