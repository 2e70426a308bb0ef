using Prometheus;
using PrometheusMetrics;
using ICounter = PrometheusMetrics.ICounter;
using ILegacyCounter = Prometheus.ICounter;
using IMetricFactory = PrometheusMetrics.IMetricFactory;

namespace Shop.Orders;

/// <summary>Counts with both libraries, in one file and one method: aliases decide where both have a name.</summary>
internal sealed class Checkout
{
    private readonly ICounter _paid;
    private readonly ILegacyCounter _legacyPaid;

    public Checkout(IMetricFactory metrics, CollectorRegistry legacyRegistry)
    {
        _paid = metrics.CreateCounter("checkout_paid_total", "Orders paid.", new CounterOptions());
        _legacyPaid = Metrics.WithCustomRegistry(legacyRegistry).CreateCounter("legacy_checkout_paid_total", "Orders paid.");
    }

    public void Pay(double orders)
    {
        _paid.Inc(orders);
        _legacyPaid.Inc(2 * orders);
    }
}
