using PrometheusMetrics;
using Shop.Measurements;

namespace Shop.Orders;

/// <summary>Uses the application's class <c>Metrics</c> in a file that uses this library.</summary>
internal sealed class OrderDesk
{
    private readonly ICounter _placed;

    public OrderDesk(IMetricFactory metrics) => _placed = metrics.CreateCounter(Metrics.NameOf("orders_placed_total"), "Orders placed.");

    public void Place() => _placed.Inc();
}
