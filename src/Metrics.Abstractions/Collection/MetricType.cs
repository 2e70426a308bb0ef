namespace PrometheusMetrics.Collection;

/// <summary>The types of metrics, in OpenMetrics' words. Formats that lack one map it: text 0.0.4 writes an info as a gauge, for example.</summary>
public enum MetricType
{
    /// <summary>A value of which nothing is known: neither that it only grows nor that it may be added up.</summary>
    Unknown,

    /// <summary>A value that only grows.</summary>
    Counter,

    /// <summary>A value that goes up and down.</summary>
    Gauge,

    /// <summary>Observations counted in buckets.</summary>
    Histogram,

    /// <summary>A histogram whose buckets may also shrink, such as the ages of the items in a queue.</summary>
    GaugeHistogram,

    /// <summary>Count, sum and quantiles of observations.</summary>
    Summary,

    /// <summary>Facts in the form of labels, with the value 1.</summary>
    Info,

    /// <summary>A set of named states, each on or off.</summary>
    StateSet,
}
