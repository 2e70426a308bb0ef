using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Registry;

/// <summary>All names under which a family is exposed in any format. Two families must not share one.</summary>
internal static class SampleNames
{
    public static string[] Get(MetricDescriptor descriptor)
    {
        var suffixes = descriptor.SampleSuffixes;
        var names = new string[1 + suffixes.Length];
        names[0] = descriptor.FamilyName;
        for (var i = 0; i < suffixes.Length; i++)
        {
            names[1 + i] = descriptor.FamilyName + suffixes[i];
        }

        return names;
    }
}
