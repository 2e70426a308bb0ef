using PrometheusMetrics;

namespace TicketShop;

internal sealed class Payments(IMetricFactory metrics)
{
    private readonly IHistogram _duration = metrics.CreateHistogram(
        "shop_payment_duration_seconds", "Duration of payments.", new HistogramOptions { Buckets = Buckets.Exponential(0.001, 2, 12) });

    private readonly ICounter _refused = metrics.CreateCounter("shop_payments_refused", "Payments that were refused.");

    public bool Pay(int euros)
    {
        using (_duration.StartTimer())
        {
            if (euros <= 100)
            {
                return true;
            }

            _refused.Inc();
            return false;
        }
    }
}
