using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests;

public class MetricRegistryDisposalTests : EngineTest
{
    [Fact]
    public void Nothing_can_be_registered_any_more_and_what_is_there_can_be_read()
    {
        var counter = Factory.CreateCounter("x", "");
        Registry.Register(TestCollector.OfGauge("y"));

        Registry.Dispose();
        counter.Inc();

        Assert.Throws<ObjectDisposedException>(() => Registry.Register(TestCollector.OfGauge("z")));
        Assert.Throws<ObjectDisposedException>(() => Factory.CreateCounter("z", ""));
        Assert.Same(counter, Factory.CreateCounter("x", ""));
        Assert.Equal(["x_total 1", "y 1"], Scrape.Lines(Registry));
    }

    [Fact]
    public void Observable_instruments_may_be_disposed_afterwards()
    {
        var gauge = Factory.CreateObservableGauge("x", "", () => 1);

        Registry.Dispose();
        gauge.Dispose();

        Assert.Empty(Scrape.Lines(Registry));
    }

    [Fact]
    public void What_the_registry_owns_ends_with_it_once()
    {
        var owned = new OwnedCollector("x");
        Registry.RegisterOwned(owned);
        Scrape.From(Registry);
        Assert.Equal(0, owned.Disposals);

        Registry.Dispose();
        Registry.Dispose();

        Assert.Equal(1, owned.Disposals);
    }

    [Fact]
    public void What_others_own_is_left_alone()
    {
        var foreign = new OwnedCollector("x");
        Registry.Register(foreign);

        Registry.Dispose();

        Assert.Equal(0, foreign.Disposals);
    }

    // Otherwise its process-wide event handlers would never be removed.
    [Fact]
    public void What_the_registry_would_have_owned_ends_when_it_is_refused()
    {
        Registry.RegisterOwned(new OwnedCollector("x"));
        var refused = new OwnedCollector("x");
        var late = new OwnedCollector("y");

        Assert.Throws<InvalidOperationException>(() => Registry.RegisterOwned(refused));
        Registry.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Registry.RegisterOwned(late));

        Assert.Equal((1, 1), (refused.Disposals, late.Disposals));
    }

    private sealed class OwnedCollector(string name) : ICollector, IDisposable
    {
        public int Disposals { get; private set; }

        public IReadOnlyList<MetricDescriptor> Descriptors { get; } = [new(MetricType.Gauge, name, "")];

        public void Collect(MetricVisitor visitor, in CollectionRequest request)
        {
        }

        public void Dispose() => Disposals++;
    }
}
