using PrometheusMetrics;

namespace ParcelSorting;

/// <summary>Sorts parcels into lanes. The library is measured if the application passes a factory.</summary>
public sealed class Sorter
{
    private readonly IMetricFamily<ICounter> _sorted;
    private readonly IGauge _waiting;
    private readonly IHistogram _weight;

    public Sorter(IMetricFactory? metrics = null)
    {
        metrics ??= NullMetricFactory.Instance;
        _sorted = metrics.CreateCounter("parcel_sorter_sorted_total", "Parcels sorted.", "lane");
        _waiting = metrics.CreateGauge("parcel_sorter_waiting", "Parcels that wait for a lane.");
        _weight = metrics.CreateHistogram(
            "parcel_sorter_weight_kilograms", "Weight of the parcels.", new HistogramOptions { Buckets = [1, 5, 20] });
    }

    public string Sort(double kilograms)
    {
        using (_waiting.TrackInProgress())
        {
            _weight.Observe(kilograms);
            var lane = kilograms > 5 ? "heavy" : "light";
            _sorted.WithLabels(lane).Inc();
            return lane;
        }
    }
}
