namespace PrometheusMetrics;

/// <summary>Options for creating a state set, which has no unit.</summary>
public sealed class StateSetOptions : InstrumentOptions
{
    /// <summary>The names of all states, in the order in which they are exposed: at least one, none empty, without duplicates. The array is
    /// copied. For a state set that is bound to an enum it must be null, because the members of the enum are the states.</summary>
    /// <value>null by default.</value>
    public string[]? States { get; set; }
}
