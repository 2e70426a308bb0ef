namespace PrometheusMetrics;

/// <summary>Options for creating a counter.</summary>
public sealed class CounterOptions : InstrumentOptions
{
    /// <summary>The unit in Prometheus base units ("seconds", "bytes"), which is added to the name as a suffix, before <c>_total</c>, if it
    /// is missing.</summary>
    /// <value>null by default: no unit.</value>
    public string? Unit { get; set; }

    /// <summary>Whether the counter keeps the name that it is created with: neither <c>_total</c> nor the unit is added. For dashboards
    /// that use such a name. Text 0.0.4, OpenMetrics 2.0 and protobuf show a counter of this name; OpenMetrics 1.0, which demands the
    /// suffix, shows a metric of type <c>unknown</c>.</summary>
    /// <value>null by default: as the registry says, which adds them unless it is told otherwise.</value>
    public bool? KeepName { get; set; }

    /// <summary>Options for the exemplars of the counter.</summary>
    /// <value>null by default: the defaults of <see cref="ExemplarOptions"/>.</value>
    public ExemplarOptions? Exemplars { get; set; }
}
