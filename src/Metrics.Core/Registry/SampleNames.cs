using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

/// <summary>The names under which a family is exposed in any format.</summary>
/// <remarks>Two families must not share the name of a sample. They may share that of the times of creation: of a counter <c>x_total</c>
/// and a histogram <c>x</c>, only the histogram has such lines. The name without suffix is no sample: where it is a name of another family
/// too, <see cref="MetricDescriptor.KeepName"/> avoids it.</remarks>
/// <param name="Samples">The name of the series, and those that the suffixes of its parts form.</param>
/// <param name="Created">The name of the times of creation, or null.</param>
/// <param name="WithoutSuffix">The name of a counter or info without its suffix, or null.</param>
internal readonly record struct SampleNames(string[] Samples, string? Created, string? WithoutSuffix)
{
    private const string CreatedSuffix = "_created";

    /// <summary>Returns the names that formats write in an escaping scheme.</summary>
    public static SampleNames Get(MetricDescriptor descriptor, NameEscaping escaping)
    {
        var familyName = GetFamilyName(descriptor, escaping);
        var hasSuffix = descriptor.Name.Length > descriptor.FamilyName.Length;
        var names = new List<string>(1 + descriptor.SampleSuffixes.Length);
        if (!hasSuffix)
        {
            names.Add(familyName);
        }

        string? created = null;
        foreach (var suffix in descriptor.SampleSuffixes)
        {
            if (suffix == CreatedSuffix)
            {
                created = familyName + suffix;
            }
            else
            {
                names.Add(familyName + suffix);
            }
        }

        return new SampleNames([.. names], created, hasSuffix ? familyName : null);
    }

    /// <summary>Returns the name without <c>_total</c> and <c>_info</c> in an escaping scheme. The name of the series is escaped as a
    /// whole, and this is what remains without the suffix.</summary>
    public static string GetFamilyName(MetricDescriptor descriptor, NameEscaping escaping)
    {
        var name = EscapedName.Get(descriptor.Name, NameKind.Metric, escaping);
        return ReferenceEquals(name, descriptor.Name)
            ? descriptor.FamilyName
            : name[..^(descriptor.Name.Length - descriptor.FamilyName.Length)];
    }
}
