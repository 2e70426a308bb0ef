using Prometheus;

namespace Shop.Storage;

/// <summary>Uses prometheus-net only.</summary>
internal static class Warehouse
{
    private static readonly Counter Packed = CreateCounter();

    public static CollectorRegistry Registry => Metrics.DefaultRegistry;

    public static void Pack() => Packed.Inc();

    private static Counter CreateCounter()
    {
        Metrics.SuppressDefaultMetrics();
        return Metrics.CreateCounter("warehouse_parcels_packed_total", "Parcels packed.");
    }
}
