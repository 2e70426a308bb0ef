using Prometheus;
using PrometheusMetrics;
using ICounter = PrometheusMetrics.ICounter;
using ILegacyCounter = Prometheus.ICounter;
using IMetricFactory = PrometheusMetrics.IMetricFactory;

namespace Shop.Orders;

/// <summary>Counts with both libraries, in one file and one method: aliases decide where both have a name.</summary>
public sealed class Checkout
{
    public Checkout(IMetricFactory metrics, CollectorRegistry legacyRegistry)
    {
        Paid = metrics.CreateCounter("checkout_paid_total", "Orders paid.", new CounterOptions());
        LegacyPaid = Metrics.WithCustomRegistry(legacyRegistry).CreateCounter("legacy_checkout_paid_total", "Orders paid.");
    }

    public ICounter Paid { get; }

    public ILegacyCounter LegacyPaid { get; }

    public void Pay(double orders)
    {
        Paid.Inc(orders);
        LegacyPaid.Inc(2 * orders);
    }
}
