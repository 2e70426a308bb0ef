using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

/// <summary>A family of which several collectors have each reported a part.</summary>
internal sealed class SharedFamily : IStreamableFamily
{
    private readonly IReadOnlyList<IStreamableFamily> _parts;

    private SharedFamily(IReadOnlyList<IStreamableFamily> parts) => _parts = parts;

    public MetricDescriptor Descriptor => _parts[0].Descriptor;

    /// <summary>Combines the families of the same name, each in the order of its parts.</summary>
    public static List<IStreamableFamily> Combine(List<IStreamableFamily> families) =>
    [
        .. families
            .GroupBy(family => family.Descriptor.Name, StringComparer.Ordinal)
            .Select(parts => parts.ToArray() is [var only] ? only : new SharedFamily([.. parts])),
    ];

    public ReadOnlyMemory<Series> ReadSeries() => _parts.SelectMany(part => part.ReadSeries().ToArray()).ToArray();
}
