using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

/// <summary>A family of which several collectors have each reported a part.</summary>
internal sealed class SharedFamily : IStreamableFamily
{
    private readonly IReadOnlyList<IStreamableFamily> _parts;

    private SharedFamily(IReadOnlyList<IStreamableFamily> parts) => _parts = parts;

    public MetricDescriptor Descriptor => _parts[0].Descriptor;

    /// <summary>Sorts families by name, and combines those of the same name, each in the order in which its parts were reported.</summary>
    /// <param name="families">The families, which are sorted in place.</param>
    /// <param name="byName">Compares the names of families.</param>
    public static List<IStreamableFamily> SortAndCombine(List<IStreamableFamily> families, IComparer<IStreamableFamily> byName)
    {
        // Few registries have shared families. The sort is not stable, so the order of the parts has to be kept for them.
        IStreamableFamily[] reported = [.. families];
        families.Sort(byName);
        return HaveSharedName(families, byName)
            ? [.. reported.Order(byName).GroupBy(family => family.Descriptor.Name, StringComparer.Ordinal).Select(Combine)]
            : families;
    }

    public ReadOnlyMemory<Series> ReadSeries() => _parts.SelectMany(part => part.ReadSeries().ToArray()).ToArray();

    private static bool HaveSharedName(List<IStreamableFamily> sorted, IComparer<IStreamableFamily> byName)
    {
        for (var i = 1; i < sorted.Count; i++)
        {
            if (byName.Compare(sorted[i - 1], sorted[i]) == 0)
            {
                return true;
            }
        }

        return false;
    }

    private static IStreamableFamily Combine(IEnumerable<IStreamableFamily> parts) =>
        parts.ToArray() is var all && all.Length == 1 ? all[0] : new SharedFamily(all);
}
