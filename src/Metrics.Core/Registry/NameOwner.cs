using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Registry;

/// <summary>The family that owns its names.</summary>
/// <param name="descriptor">Its descriptor.</param>
/// <param name="family">The collector, or the family that several collectors share.</param>
internal sealed class NameOwner(MetricDescriptor descriptor, object family)
{
    public MetricDescriptor Descriptor => descriptor;

    public object Family => family;

    /// <summary>The number of collectors that report the family.</summary>
    public int Collectors { get; set; } = 1;
}
