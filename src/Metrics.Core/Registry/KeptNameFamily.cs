using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Registry;

/// <summary>A counter or info that OpenMetrics 1.0 shows under its whole name, because the name without its suffix is one of another
/// family: a gauge <c>x</c> beside a counter <c>x_total</c>, for example.</summary>
internal sealed class KeptNameFamily : IStreamableFamily
{
    private readonly IStreamableFamily _family;

    private KeptNameFamily(IStreamableFamily family)
    {
        _family = family;
        Descriptor = family.Descriptor.KeepName();
    }

    public MetricDescriptor Descriptor { get; }

    public bool IsOmittedWhenEmpty => _family.IsOmittedWhenEmpty;

    public bool HasDescribedLabelsOnly => _family.HasDescribedLabelsOnly;

    /// <summary>Replaces the families that have to keep their names.</summary>
    /// <returns>The same array if there are none.</returns>
    public static IStreamableFamily[] Replace(IStreamableFamily[] families, Func<MetricDescriptor, bool> isShared)
    {
        IStreamableFamily[]? replaced = null;
        for (var i = 0; i < families.Length; i++)
        {
            var family = families[i];
            if (!family.Descriptor.KeepsName && isShared(family.Descriptor))
            {
                replaced ??= [.. families];
                replaced[i] = new KeptNameFamily(family);
            }
        }

        return replaced ?? families;
    }

    public ReadOnlyMemory<Series> ReadSeries() => _family.ReadSeries();

    public ReadOnlyMemory<Series> ReadSeries(out LabelBlocks? labels) => _family.ReadSeries(out labels);
}
