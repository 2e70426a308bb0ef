namespace PrometheusMetrics.Collection;

/// <summary>The types of metrics, as OpenMetrics names them. A format without one of them maps it to another: text 0.0.4 writes an info as
/// a gauge, for example.</summary>
public enum MetricType
{
    /// <summary>A value of unknown meaning: it may decrease, and a sum over several series may be meaningless.</summary>
    Unknown,

    /// <summary>A value that only increases.</summary>
    Counter,

    /// <summary>A value that goes up and down.</summary>
    Gauge,

    /// <summary>Observations counted in buckets.</summary>
    Histogram,

    /// <summary>A histogram whose bucket counts may also decrease, such as the ages of the items in a queue.</summary>
    GaugeHistogram,

    /// <summary>Count, sum and quantiles of observations.</summary>
    Summary,

    /// <summary>Facts in the form of labels, with the value 1.</summary>
    Info,

    /// <summary>A set of named states, each on or off.</summary>
    StateSet,
}
