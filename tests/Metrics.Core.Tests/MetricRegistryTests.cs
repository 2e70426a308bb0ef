using System.Runtime.CompilerServices;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Registry;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests;

public class MetricRegistryTests : EngineTest
{
    //
    [Fact]
    public void A_collector_is_called_at_each_collection_and_only_then()
    {
        var asked = 0;
        var family = new MetricDescriptor(MetricType.Gauge, "x", "");
        Registry.Register(new TestCollector([family], visitor =>
        {
            asked++;
            visitor.BeginFamily(family);
            visitor.Gauge(LabelSet.Empty, new GaugeSample(asked));
            visitor.EndFamily();
        }));

        Assert.Equal(0, asked);
        Assert.Equal([["x 1"], ["x 2"], ["x 3"]], new[] { Scrape.Lines(Registry), Scrape.Lines(Registry), Scrape.Lines(Registry) });
    }

    //
    // no host and no container is needed.
    [Fact]
    public void Metrics_may_be_static_fields()
    {
        StaticMetrics.Orders.Inc();

        Assert.Equal(["orders_total 1"], Scrape.Lines(StaticMetrics.Registry));
    }

    [Fact]
    public void One_collector_may_be_registered_with_several_registries()
    {
        using var other = new MetricRegistry();
        var collector = TestCollector.OfGauge("x");
        Registry.Register(collector);
        other.Register(collector);
        Assert.Equal((1, 1), (Registry.GetSampleValue("x"), other.GetSampleValue("x")));

        Assert.True(Registry.Unregister(collector));

        Assert.Equal((null, 1.0), (Registry.FindSampleValue("x"), other.GetSampleValue("x")));
    }

    [Fact]
    public void The_registry_knows_whether_a_collector_of_a_type_is_registered()
    {
        var collector = TestCollector.OfGauge("x");
        Assert.False(Registry.IsRegistered(typeof(TestCollector)));

        Registry.Register(collector);
        Assert.True(Registry.IsRegistered(typeof(TestCollector)));
        Assert.True(Registry.IsRegistered(typeof(ICollector)));
        Assert.False(Registry.IsRegistered(typeof(string)));

        Registry.Unregister(collector);
        Assert.False(Registry.IsRegistered(typeof(TestCollector)));
        Assert.Throws<ArgumentNullException>(() => Registry.IsRegistered(null!));
    }

    //
    [Fact]
    public void An_instrument_may_be_registered_with_several_registries()
    {
        using var other = new MetricRegistry();
        var family = Factory.CreateCounter("x", "", "a");
        other.Register((ICollector)family);

        family.WithLabels("1").Inc();

        Assert.Equal(["x_total{a=\"1\"} 1"], Scrape.Lines(other));
        Assert.Equal(["x_total{a=\"1\"} 1"], Scrape.Lines(Registry));
    }

    //
    [Fact]
    public void Unregistering_what_is_not_there_says_so()
    {
        var collector = TestCollector.OfGauge("x");
        Assert.False(Registry.Unregister(collector));

        Registry.Register(collector);
        Assert.True(Registry.Unregister(collector));
        Assert.False(Registry.Unregister(collector));
    }

    [Fact]
    public void Registering_twice_is_refused()
    {
        var collector = TestCollector.OfGauge("x");
        Registry.Register(collector);

        var refusal = Assert.Throws<InvalidOperationException>(() => Registry.Register(collector));

        Assert.Contains("TestCollector is already registered", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(["x 1"], Scrape.Lines(Registry));
    }

    [Fact]
    public void Its_names_are_free_again_after_a_removal()
    {
        var collector = TestCollector.OfGauge("x");
        Registry.Register(collector);
        Registry.Unregister(collector);

        Registry.Register(TestCollector.OfGauge("x", 2));
        Registry.Register(TestCollector.OfGauge("y", 3));

        Assert.Equal(["x 2", "y 3"], Scrape.Lines(Registry));
    }

    [Fact]
    public void Registration_is_atomic()
    {
        Registry.Register(TestCollector.OfGauge("taken"));
        var free = new MetricDescriptor(MetricType.Histogram, "free", "");
        var clashing = new TestCollector([free, new(MetricType.Gauge, "taken", ""), new(MetricType.Gauge, "later", "")]);

        Assert.Throws<InvalidOperationException>(() => Registry.Register(clashing));

        Assert.False(Registry.Unregister(clashing));
        Registry.Register(new TestCollector([free, new(MetricType.Gauge, "later", "")]));
        Assert.Throws<InvalidOperationException>(() => Registry.Register(TestCollector.OfGauge("taken")));
    }

    [Fact]
    public void A_collectors_own_descriptors_must_not_clash()
    {
        var collector = new TestCollector([new(MetricType.Histogram, "x", ""), new(MetricType.Gauge, "x_sum", "")]);

        Assert.Throws<InvalidOperationException>(() => Registry.Register(collector));
        Registry.Register(TestCollector.OfGauge("x"));
    }

    // The order of static fields makes such a mistake easy.
    [Fact]
    public void Descriptors_that_are_or_hold_null_are_refused_and_nothing_is_kept()
    {
        var refusal = Assert.Throws<ArgumentException>(
            "collector", () => Registry.Register(new TestCollector([new(MetricType.Gauge, "x", ""), null!])));
        Assert.Contains("Descriptors of TestCollector are null or contain null", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("collector", () => Registry.Register(new TestCollector(null!)));

        Registry.Register(TestCollector.OfGauge("x"));
        Assert.Equal(["x 1"], Scrape.Lines(Registry));
    }

    [Fact]
    public void Descriptors_are_read_once()
    {
        var descriptors = new List<MetricDescriptor> { new(MetricType.Gauge, "x", "") };
        var collector = new TestCollector(descriptors);
        Registry.Register(collector);

        descriptors.Clear();
        Assert.Throws<InvalidOperationException>(() => Registry.Register(TestCollector.OfGauge("x")));
        Registry.Unregister(collector);

        Registry.Register(TestCollector.OfGauge("x"));
    }

    //
    [Fact]
    public void Families_are_sorted_by_ordinal_name()
    {
        Registry.Register(TestCollector.OfGauge("b"));
        Factory.CreateGauge("a_b", "");
        Registry.Register(
            TestCollector.Unchecked(new MetricDescriptor(MetricType.Gauge, "aB", ""), new MetricDescriptor(MetricType.Gauge, "Z", "")));
        Factory.CreateGauge("a", "");
        Factory.CreateCounter("a_a", "");

        string[] expected = ["Z", "a", "aB", "a_a_total", "a_b", "b", .. Scrape.SelfMetricFamilies];
        Assert.Equal(expected, Scrape.From(Registry).Families.Select(family => family.Name));
        Assert.Equal(expected, Scrape.From(Registry).Families.Select(family => family.Name));
    }

    //
    [Fact]
    public void Unchanged_values_are_exposed_again()
    {
        Factory.CreateCounter("x", "").Inc();
        Factory.CreateHistogram("h", "").Observe(1);

        Assert.Equal(Scrape.Lines(Registry), Scrape.Lines(Registry));
    }

    [Fact]
    public void A_collector_may_use_the_factory_while_it_collects()
    {
        var family = new MetricDescriptor(MetricType.Gauge, "x", "");
        Registry.Register(new TestCollector([family], visitor =>
        {
            Factory.CreateCounter("made_during_collection", "").Inc();
            Factory.CreateObservableGauge("gone_again", "", () => 1).Dispose();
            visitor.BeginFamily(family);
            visitor.EndFamily();
        }));

        Assert.Empty(Scrape.Lines(Registry));
        Assert.Equal(["made_during_collection_total 2"], Scrape.Lines(Registry));
    }

    //
    [Fact]
    public void Self_metrics_are_exposed_from_the_start_and_stay()
    {
        Assert.Equal(Scrape.SelfMetricFamilies, Scrape.From(Registry).Families.Select(family => family.Name));

        Assert.All(Own(Registry).Collectors, collector => Assert.False(Registry.Unregister(collector)));
        Assert.Equal(Scrape.SelfMetricFamilies, Scrape.From(Registry).Families.Select(family => family.Name));
        Assert.All(
            Scrape.SelfMetricFamilies,
            name => Assert.Throws<InvalidOperationException>(() => Registry.Register(TestCollector.OfGauge(name))));
    }

    [Fact]
    public void Self_metrics_say_what_they_count() => Assert.Equal(
        [
            "Number of collections in which a collector failed.",
            "Number of exemplars that were dropped because they were malformed or too long.",
            "Number of lookups, and of reported series, whose label values were cut because they were longer than the limit.",
            "Number of observations that were dropped because they were NaN.",
            "Number of lookups that returned the overflow series, because the family had reached its series limit.",
        ],
        Scrape.From(Registry).Families.Select(family => family.Help));

    [Fact]
    public void Null_is_refused()
    {
        Assert.Throws<ArgumentNullException>("collector", () => Registry.Register(null!));
        Assert.Throws<ArgumentNullException>("collector", () => Registry.Unregister(null!));
        Assert.Throws<ArgumentNullException>("name", () => Registry.GetSampleValue(null!));
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_selfMetrics")]
    private static extern ref RegistryMetrics Own(MetricRegistry registry);

    private static class StaticMetrics
    {
        public static readonly MetricRegistry Registry = new();

        public static readonly ICounter Orders = new MetricFactory(Registry).CreateCounter("orders_total", "");
    }
}
