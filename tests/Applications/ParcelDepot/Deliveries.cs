using Prometheus;

namespace ParcelDepot;

/// <summary>Measures by prometheus-net, as it always did.</summary>
internal static class Deliveries
{
    private static readonly Counter Dispatched = Metrics.CreateCounter("depot_dispatched_total", "Parcels dispatched.", "lane");

    private static readonly Gauge LastDispatch = Metrics.CreateGauge(
        "depot_last_dispatch_timestamp_seconds", "Time at which a parcel was dispatched for the last time.");

    private static readonly Histogram Freight = Metrics.CreateHistogram(
        "depot_freight_euros", "Freight charges.", new HistogramConfiguration { Buckets = Histogram.LinearBuckets(5, 5, 3) });

    private static readonly Summary Handling = Metrics.CreateSummary("depot_handling_seconds", "Time to dispatch a parcel.");

    public static void Dispatch(string lane, double kilograms)
    {
        using (Handling.NewTimer())
        {
            Dispatched.WithLabels(lane).Inc();
            LastDispatch.SetToCurrentTimeUtc();
            Freight.Observe(kilograms * 2);
        }
    }
}
