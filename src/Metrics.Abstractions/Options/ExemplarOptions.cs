namespace PrometheusMetrics;

/// <summary>What may be said about the exemplars of an instrument.</summary>
public sealed class ExemplarOptions
{
    /// <summary>Whether the current trace becomes an exemplar: <c>trace_id</c> and <c>span_id</c> of <see cref="System.Diagnostics.Activity.Current"/>, if it is recorded.
    /// An exemplar that is given by hand goes first.</summary>
    /// <value>null by default: as the registry says, which says no if nobody asks for it.</value>
    public bool? FromActivity { get; set; }

    /// <summary>How long an exemplar stays at least before another one takes its place in a counter or bucket, so that a hot path pays for one only
    /// now and then. Zero takes every one.</summary>
    /// <value>1 second by default.</value>
    public TimeSpan MinInterval { get; set; } = TimeSpan.FromSeconds(1);
}
