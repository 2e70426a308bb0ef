using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

/// <summary>All names under which a family is exposed in any format. Two families must not share one.</summary>
internal static class SampleNames
{
    public static string[] Get(MetricDescriptor descriptor) => Get(descriptor.FamilyName, descriptor.SampleSuffixes);

    /// <summary>Returns the names that formats write in an escaping scheme.</summary>
    public static string[] Get(MetricDescriptor descriptor, NameEscaping escaping)
    {
        // The name of the series is escaped as a whole, and the family's name is what remains without the suffix.
        var suffix = descriptor.Name.Length - descriptor.FamilyName.Length;
        return Get(EscapedName.Get(descriptor.Name, NameKind.Metric, escaping)[..^suffix], descriptor.SampleSuffixes);
    }

    private static string[] Get(string familyName, ReadOnlySpan<string> suffixes)
    {
        var names = new string[1 + suffixes.Length];
        names[0] = familyName;
        for (var i = 0; i < suffixes.Length; i++)
        {
            names[1 + i] = familyName + suffixes[i];
        }

        return names;
    }
}
