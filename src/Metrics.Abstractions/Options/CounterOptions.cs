namespace PrometheusMetrics;

/// <summary>What may be said about a counter beyond its name, help and labels.</summary>
public sealed class CounterOptions : InstrumentOptions
{
    /// <summary>The unit in Prometheus's base units ("seconds", "bytes"). It becomes a suffix of the name, before <c>_total</c>, if it isn't one yet.</summary>
    /// <value>null by default: no unit.</value>
    public string? Unit { get; set; }

    /// <summary>More about its exemplars.</summary>
    /// <value>null by default: the defaults of <see cref="ExemplarOptions"/>.</value>
    public ExemplarOptions? Exemplars { get; set; }
}
