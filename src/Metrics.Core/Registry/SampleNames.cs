using PrometheusMetrics.Collection;
using static PrometheusMetrics.Streaming.SampleParts;

namespace PrometheusMetrics.Registry;

/// <summary>Every name under which a family may show up in some format. Two families must not share one.
/// Source: OpenMetrics 1.0, "Suffixes", and what text 0.0.4 writes for a gauge histogram.</summary>
internal static class SampleNames
{
    public static IEnumerable<string> Of(MetricDescriptor descriptor)
    {
        yield return descriptor.FamilyName;
        foreach (var suffix in Suffixes(descriptor.Type))
        {
            yield return descriptor.FamilyName + suffix;
        }
    }

    private static string[] Suffixes(MetricType type) => type switch
    {
        MetricType.Counter => ["_total", "_created"],
        MetricType.Histogram => [BucketSuffix, SumSuffix, CountSuffix, "_created"],
        MetricType.GaugeHistogram => [BucketSuffix, "_gsum", "_gcount", SumSuffix, CountSuffix],
        MetricType.Summary => [SumSuffix, CountSuffix, "_created"],
        MetricType.Info => ["_info"],
        _ => [],
    };
}
