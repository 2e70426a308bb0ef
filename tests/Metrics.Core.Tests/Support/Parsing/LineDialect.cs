using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Support.Parsing;

internal enum LineVersion
{
    Text,
    OpenMetrics1,
    OpenMetrics2,
}

/// <summary>What differs between the line formats.</summary>
/// <param name="Version">Text 0.0.4 and 1.0.0, OpenMetrics 1.0, or OpenMetrics 2.0.</param>
/// <param name="QuotedNames">Whether names may be quoted.</param>
internal sealed record LineDialect(LineVersion Version, bool QuotedNames)
{
    public bool IsOpenMetrics => Version != LineVersion.Text;

    /// <summary>Whether a histogram or summary is one line.</summary>
    public bool HasComposites => Version == LineVersion.OpenMetrics2;

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
    public string[] Suffixes(MetricType type) => (Version, type) switch
    {
        (LineVersion.Text, MetricType.Histogram) => ["_bucket", "_sum", "_count"],
        (LineVersion.Text, MetricType.Summary) => ["", "_sum", "_count"],
        (LineVersion.OpenMetrics1, MetricType.Counter) => ["_total", "_created"],
        (LineVersion.OpenMetrics1, MetricType.Histogram) => ["_bucket", "_count", "_sum", "_created"],
        (LineVersion.OpenMetrics1, MetricType.GaugeHistogram) => ["_bucket", "_gcount", "_gsum"],
        (LineVersion.OpenMetrics1, MetricType.Summary) => ["", "_count", "_sum", "_created"],
        (LineVersion.OpenMetrics1, MetricType.Info) => ["_info"],
        _ => [""],
    };

    /// <summary>The label that the format itself adds to lines with the suffix, or null.</summary>
    public string? OwnLabel(MetricType type, string family, string suffix) => (type, suffix) switch
    {
        (MetricType.Histogram or MetricType.GaugeHistogram, "_bucket") => "le",
        (MetricType.Summary, "") when !HasComposites => "quantile",

        // The name of a label has no colons, and state sets have none in theirs.
        (MetricType.StateSet, "") => family,
        _ => null,
    };

    /// <summary>The suffixes of the two lines after the buckets or quantiles.</summary>
    public static (string Count, string Sum) Totals(MetricType type) =>
        type == MetricType.GaugeHistogram ? ("_gcount", "_gsum") : ("_count", "_sum");

    public bool AllowsExemplar(MetricType type, string suffix) => Version switch
    {
        LineVersion.OpenMetrics1 => suffix == "_bucket" || (type == MetricType.Counter && suffix == "_total"),
        LineVersion.OpenMetrics2 => type is MetricType.Counter or MetricType.Histogram or MetricType.GaugeHistogram,
        _ => false,
    };
}
