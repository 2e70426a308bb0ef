namespace PrometheusMetrics;

/// <summary>What may be said about a state set beyond its name, help and labels. A state set has no unit.</summary>
public sealed class StateSetOptions : InstrumentOptions
{
    /// <summary>The names of all states, in the order in which they are shown: at least one, none twice. The array is copied. A state set that is bound to an
    /// enum takes them from it, and must not be given any here.</summary>
    /// <value>null by default.</value>
    public string[]? States { get; set; }
}
