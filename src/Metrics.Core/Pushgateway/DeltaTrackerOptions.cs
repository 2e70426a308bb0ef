namespace PrometheusMetrics.Pushgateway;

/// <summary>Options of a <see cref="DeltaTracker"/>. <see cref="ResendUncertain"/> and <see cref="IncludeGauges"/> may be changed between
/// two pushes.</summary>
public sealed class DeltaTrackerOptions
{
    /// <summary>What happens to the additions of a push whose body was sent, but whose answer was lost, so that the gateway may or may not
    /// have added them. If true, the next push sends them again, and they may be counted twice. If false, they are not sent again, and may
    /// be missing.</summary>
    /// <value>false by default: a body that was sent whole has nearly always been read.</value>
    public bool ResendUncertain { get; set; }

    /// <summary>Whether gauges, infos and state sets are pushed too, with their current values. Set it only for a gateway that replaces
    /// gauges, such as Gravel: prom-aggregation-gateway adds them up.</summary>
    /// <value>false by default.</value>
    public bool IncludeGauges { get; set; }

    /// <summary>The clock of the instruments, with which creation times of series are compared.</summary>
    /// <value><see cref="TimeProvider.System"/> by default.</value>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;
}
