using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

/// <summary>The order of families: the info <c>target</c>, which describes the whole body, then the others in ordinal order of their names.
/// Source: OpenMetrics 1.0, "MetricSet".</summary>
internal sealed class FamilyOrder : IComparer<IStreamableFamily>
{
    public static readonly FamilyOrder Instance = new();

    private FamilyOrder()
    {
    }

    public int Compare(IStreamableFamily? x, IStreamableFamily? y)
    {
        var (first, second) = (x!.Descriptor, y!.Descriptor);
        return IsTarget(first) == IsTarget(second) ? string.CompareOrdinal(first.Name, second.Name) : IsTarget(first) ? -1 : 1;
    }

    private static bool IsTarget(MetricDescriptor family) => family is { Type: MetricType.Info, FamilyName: "target" };
}
