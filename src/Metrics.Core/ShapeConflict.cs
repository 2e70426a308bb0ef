using PrometheusMetrics.Collection;
using PrometheusMetrics.Instruments;
using PrometheusMetrics.Registry;

namespace PrometheusMetrics;

/// <summary>Creates the exception for a name that exists with another shape. Its message names the first difference.</summary>
internal static class ShapeConflict
{
    public static InvalidOperationException Create(MetricRegistry registry, NameOwner owner, ShapeDescription requested)
    {
        var registered = Describe(registry, owner);
        var difference = registered.FindDifference(requested);
        return new InvalidOperationException(
            $"'{ForeignText.Escape(owner.Descriptor.Name)}' is already registered with another shape" +
            (difference is null ? "" : $" ({difference})") +
            $". Registered: {registered}. Requested: {requested}. Request the same shape, or choose another name.");
    }

    private static ShapeDescription Describe(MetricRegistry registry, NameOwner owner) => owner.Family switch
    {
        ICollector family when registry.IsSelfMetric(family) =>
            new ShapeDescription(owner.Descriptor, "a self metric of the registry"),
        InstrumentFamily family => family.Shape.Describe(),
        ObservableFamily family => family.Describe(),
        var collector => new ShapeDescription(owner.Descriptor, $"of the collector {collector.GetType().Name}"),
    };
}
