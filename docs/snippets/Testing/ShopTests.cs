using PrometheusMetrics;
using PrometheusMetrics.Testing;

public class ShopTests
{
    [Fact]
    public void Sales_are_counted_by_channel()
    {
        using var registry = new MetricRegistry();
        var shop = new Shop(new MetricFactory(registry));
        var web = registry.Watch("orders_placed_total", ("channel", "web"));
        var app = registry.Watch("orders_placed_total", ("channel", "app"));

        shop.Sell("web", 19.90);
        shop.Sell("web", 5);

        Assert.Equal(2, web.Delta);
        Assert.Equal(0, app.Delta);
    }

    [Fact]
    public void Values_of_orders_are_observed()
    {
        using var registry = new MetricRegistry();
        var shop = new Shop(new MetricFactory(registry));

        shop.Sell("web", 19.90);

        var value = registry.GetHistogram("order_value_euros");
        Assert.Equal(1, value.Count);
        Assert.Equal(19.90, value.Sum);
    }

    [Fact]
    public void Names_follow_the_conventions()
    {
        using var registry = new MetricRegistry();
        _ = new Shop(new MetricFactory(registry));

        Assert.Empty(registry.Lint());
    }
}

public sealed class Shop(IMetricFactory metrics)
{
    private readonly IMetricFamily<ICounter> _orders =
        metrics.CreateCounter("orders_placed_total", "Number of orders placed.", "channel");

    private readonly IHistogram _value = metrics.CreateHistogram(
        "order_value_euros", "Value of the orders placed.", new HistogramOptions { Buckets = [10, 100, 1000] });

    public void Sell(string channel, double euros)
    {
        _orders.WithLabels(channel).Inc();
        _value.Observe(euros);
    }
}
