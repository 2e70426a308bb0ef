namespace PrometheusMetrics;

/// <summary>Options for the exemplars of an instrument.</summary>
public sealed class ExemplarOptions
{
    /// <summary>Whether the <c>trace_id</c> and <c>span_id</c> of <see cref="System.Diagnostics.Activity.Current"/> become an exemplar, if
    /// the activity is recorded and has W3C identifiers. An exemplar that is passed explicitly is used instead.</summary>
    /// <value>null by default: the setting of the registry, which is false by default.</value>
    public bool? FromActivity { get; set; }

    /// <summary>The minimum time between two exemplars of the same counter or bucket; zero or more. Zero accepts every exemplar.</summary>
    /// <value>1 second by default.</value>
    public TimeSpan MinInterval { get; set; } = TimeSpan.FromSeconds(1);
}
