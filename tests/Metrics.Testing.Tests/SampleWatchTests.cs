using PrometheusMetrics.Collection;
using PrometheusMetrics.Testing;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Testing;

public class SampleWatchTests : EngineTest
{
    [Fact]
    public void A_delta_is_the_change_since_the_watch_began()
    {
        var orders = Factory.CreateCounter("orders", "", "channel");
        orders.WithLabels("web").Inc(5);
        var web = Registry.Watch("orders_total", ("channel", "web"));

        Assert.Equal(0, web.Delta);
        orders.WithLabels("web").Inc(2);
        orders.WithLabels("app").Inc(3);

        Assert.Equal(2, web.Delta);
        orders.WithLabels("web").Inc();
        Assert.Equal(3, web.Delta);
    }

    [Fact]
    public void A_gauge_may_fall()
    {
        var gauge = Factory.CreateGauge("x", "");
        gauge.Set(5);
        var watch = Registry.Watch("x");

        gauge.Set(3);

        Assert.Equal(-2, watch.Delta);
    }

    [Fact]
    public void What_did_not_exist_counts_from_0()
    {
        var watch = Registry.Watch("orders_total", ("channel", "web"));

        Factory.CreateCounter("orders", "", "channel").WithLabels("web").Inc(2);

        Assert.Equal(2, watch.Delta);
    }

    [Fact]
    public void A_series_that_does_not_exist_yet_has_not_changed()
    {
        var orders = Factory.CreateCounter("orders", "", "channel", "paid");
        var histogram = Factory.CreateHistogram("h", "", "a");
        var total = Registry.Watch("orders_total", ("channel", "web"), ("paid", "yes"));
        var count = Registry.Watch("h_count", ("a", "1"));
        var bucket = Registry.Watch("h_bucket", ("a", "1"), ("le", "1"));

        Assert.Equal((0, 0, 0), (total.Delta, count.Delta, bucket.Delta));
        orders.WithLabels("app", "yes").Inc();
        histogram.WithLabels("2").Observe(1);
        Assert.Equal((0, 0, 0), (total.Delta, count.Delta, bucket.Delta));
    }

    // Otherwise a test that asserts that nothing was counted would pass for ever.
    [Fact]
    public void A_mistyped_name_or_label_fails_instead_of_being_0()
    {
        var orders = Factory.CreateCounter("orders", "", "channel", "paid");
        SampleWatch[] wrong =
        [
            Registry.Watch("ordrs_total", ("channel", "web"), ("paid", "yes")),
            Registry.Watch("orders", ("channel", "web"), ("paid", "yes")),
            Registry.Watch("orders_total", ("chanel", "web"), ("paid", "yes")),
            Registry.Watch("orders_total", ("channel", "web")),
            Registry.Watch("orders_total"),
        ];

        Assert.All(wrong, watch => Assert.Throws<SampleNotFoundException>(() => watch.Delta));
        orders.WithLabels("web", "yes").Inc();
        Assert.All(wrong, watch => Assert.Throws<SampleNotFoundException>(() => watch.Delta));
    }

    [Fact]
    public void A_collectors_series_may_have_labels_that_it_does_not_declare()
    {
        var family = new MetricDescriptor(MetricType.Gauge, "x", "");
        Registry.Register(new TestCollector([family], visitor =>
        {
            visitor.BeginFamily(family);
            visitor.Gauge(LabelSet.Create(("a", "1")), new GaugeSample(1));
            visitor.EndFamily();
        }));

        Assert.Equal(0, Registry.Watch("x", ("a", "2")).Delta);
        Assert.Throws<SampleNotFoundException>(() => Registry.Watch("x", ("b", "1")).Delta);
    }

    [Fact]
    public async Task An_increase_can_be_awaited()
    {
        var counter = Factory.CreateCounter("x", "");
        counter.Inc(5);
        var watch = Registry.Watch("x_total");

        var increase = watch.WaitForDeltaAsync(2, new Patience(null, Clock), TestContext.Current.CancellationToken);
        Assert.False(increase.IsCompleted);
        counter.Inc();
        Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.False(increase.IsCompleted);
        counter.Inc(2);
        Clock.Advance(TimeSpan.FromMilliseconds(2));

        Assert.Equal(3, await increase);
        Assert.Equal(3, await watch.WaitForDeltaAsync(3, cancellationToken: TestContext.Current.CancellationToken));
    }
}
