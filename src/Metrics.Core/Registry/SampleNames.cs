using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;
using static PrometheusMetrics.Streaming.SampleParts;

namespace PrometheusMetrics.Registry;

/// <summary>All names under which a family is exposed in any format. Two families must not share one.
/// Source: OpenMetrics 1.0, "Suffixes", and what text 0.0.4 writes for a gauge histogram.</summary>
internal static class SampleNames
{
    private static readonly string[] Counter = ["_total", "_created"];
    private static readonly string[] Histogram = [BucketSuffix, SumSuffix, CountSuffix, "_created"];
    private static readonly string[] GaugeHistogram = [BucketSuffix, "_gsum", "_gcount", SumSuffix, CountSuffix];
    private static readonly string[] Summary = [SumSuffix, CountSuffix, "_created"];
    private static readonly string[] Info = ["_info"];

    public static string[] Get(MetricDescriptor descriptor) => Get(descriptor.FamilyName, descriptor.Type);

    /// <summary>Returns the names that formats write in an escaping scheme.</summary>
    public static string[] Get(MetricDescriptor descriptor, NameEscaping escaping)
    {
        // The name of the series is escaped as a whole, and the family's name is what remains without the suffix.
        var suffix = descriptor.Name.Length - descriptor.FamilyName.Length;
        return Get(EscapedName.Get(descriptor.Name, NameKind.Metric, escaping)[..^suffix], descriptor.Type);
    }

    private static string[] Get(string familyName, MetricType type)
    {
        var suffixes = Suffixes(type);
        var names = new string[1 + suffixes.Length];
        names[0] = familyName;
        for (var i = 0; i < suffixes.Length; i++)
        {
            names[1 + i] = familyName + suffixes[i];
        }

        return names;
    }

    private static string[] Suffixes(MetricType type) => type switch
    {
        MetricType.Counter => Counter,
        MetricType.Histogram => Histogram,
        MetricType.GaugeHistogram => GaugeHistogram,
        MetricType.Summary => Summary,
        MetricType.Info => Info,
        _ => [],
    };
}
