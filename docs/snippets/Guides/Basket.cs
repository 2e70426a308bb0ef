using PrometheusMetrics;

namespace Shop;

public sealed class Basket(IMetricFactory metrics)
{
    private readonly ICounter _added = metrics.CreateCounter("basket_items_added_total", "Number of items put into baskets.");

    public void Add() => _added.Inc();
}
