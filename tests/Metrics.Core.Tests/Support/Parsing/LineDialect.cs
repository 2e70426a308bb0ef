using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Support.Parsing;

/// <summary>What differs between text 0.0.4 or 1.0.0 and OpenMetrics 1.0.</summary>
/// <param name="IsOpenMetrics">Whether it is OpenMetrics.</param>
/// <param name="QuotedNames">Whether names may be quoted.</param>
internal sealed record LineDialect(bool IsOpenMetrics, bool QuotedNames)
{
    public MetricType? ParseType(string word) => (IsOpenMetrics, word) switch
    {
        (_, "counter") => MetricType.Counter,
        (_, "gauge") => MetricType.Gauge,
        (_, "histogram") => MetricType.Histogram,
        (_, "summary") => MetricType.Summary,
        (false, "untyped") => MetricType.Unknown,
        (true, "unknown") => MetricType.Unknown,
        (true, "gaugehistogram") => MetricType.GaugeHistogram,
        (true, "info") => MetricType.Info,
        (true, "stateset") => MetricType.StateSet,
        _ => null,
    };

    /// <summary>The suffixes of the names of the lines of a family.</summary>
    public string[] Suffixes(MetricType type) => (IsOpenMetrics, type) switch
    {
        (false, MetricType.Histogram) => ["_bucket", "_sum", "_count"],
        (false, MetricType.Summary) => ["", "_sum", "_count"],
        (true, MetricType.Counter) => ["_total", "_created"],
        (true, MetricType.Histogram) => ["_bucket", "_count", "_sum", "_created"],
        (true, MetricType.GaugeHistogram) => ["_bucket", "_gcount", "_gsum"],
        (true, MetricType.Summary) => ["", "_count", "_sum", "_created"],
        (true, MetricType.Info) => ["_info"],
        _ => [""],
    };

    /// <summary>The suffixes of the two lines after the buckets or quantiles.</summary>
    public static (string Count, string Sum) Totals(MetricType type) =>
        type == MetricType.GaugeHistogram ? ("_gcount", "_gsum") : ("_count", "_sum");

    public bool AllowsExemplar(MetricType type, string suffix) =>
        IsOpenMetrics && (suffix == "_bucket" || (type == MetricType.Counter && suffix == "_total"));
}
