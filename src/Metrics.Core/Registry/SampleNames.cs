using PrometheusMetrics.Collection;
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

    public static string[] Get(MetricDescriptor descriptor)
    {
        var suffixes = Suffixes(descriptor.Type);
        var names = new string[1 + suffixes.Length];
        names[0] = descriptor.FamilyName;
        for (var i = 0; i < suffixes.Length; i++)
        {
            names[1 + i] = descriptor.FamilyName + suffixes[i];
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
