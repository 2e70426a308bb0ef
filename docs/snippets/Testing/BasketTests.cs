using PrometheusMetrics;
using PrometheusMetrics.Testing;

namespace Tests;

public class BasketTests
{
    [Fact]
    public void Adding_an_article_is_counted()
    {
        using var registry = new MetricRegistry();
        var basket = new Basket(new MetricFactory(registry));

        basket.Add("book");

        Assert.Equal(1, registry.GetSampleValue("basket_items_added_total", ("article", "book")));
    }
}

public sealed class Basket(IMetricFactory metrics)
{
    private readonly IMetricFamily<ICounter> _added =
        metrics.CreateCounter("basket_items_added_total", "Number of items put into baskets.", "article");

    public void Add(string article) => _added.WithLabels(article).Inc();
}
