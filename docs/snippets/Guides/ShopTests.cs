using PrometheusMetrics;

namespace Guides;

internal static class ShopTests
{
    public static void Sales_are_counted()
    {
        using var registry = new MetricRegistry();
        var shop = new Shop(new MetricFactory(registry));

        shop.Sell("web");

        Assert(registry.GetSampleValue("orders_placed_total", ("channel", "web")) == 1);
    }

    private static void Assert(bool condition)
    {
        if (!condition)
        {
            throw new InvalidOperationException();
        }
    }

    private sealed class Shop(IMetricFactory metrics)
    {
        public void Sell(string channel) =>
            metrics.CreateCounter("orders_placed_total", "Orders placed.", "channel").WithLabels(channel).Inc();
    }
}
