using System.Runtime.CompilerServices;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Registry;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Registry;

/// <summary>A family costs the same however many there are already.</summary>
public sealed class RegistrationCostTests : EngineTest
{
    private const int Thousand = 1000;

    // The tables double now and then, so that the same number of families may cost twice as much. What copies the list at each costs three
    // times as much.
    private const double Doubling = 2;

    [Fact]
    public void The_second_thousand_of_instruments_costs_as_much_as_the_first() =>
        AssertLinear(i => Factory.CreateCounter($"instrument_{i:D4}", "", "a").WithLabels("1").Inc());

    [Fact]
    public void The_second_thousand_of_observables_costs_as_much_as_the_first() =>
        AssertLinear(i => Factory.CreateObservableGauge($"observable_{i:D4}", "", () => i));

    // A factory for each tenant, for example.
    [Fact]
    public void The_second_thousand_of_factories_with_a_series_of_their_own_costs_as_much_as_the_first() =>
        AssertLinear(i => Factory.WithConstantLabels(("tenant", $"{i:D4}")).CreateCounter("x", "").Inc());

    [Fact]
    public void The_first_thousand_of_removals_costs_as_much_as_the_second()
    {
        IDisposable[] observables =
            [.. Enumerable.Range(0, 2 * Thousand).Select(i => Factory.CreateObservableGauge($"observable_{i}", "", () => i))];

        var first = BytesOf(() => Array.ForEach(observables[Thousand..], observable => observable.Dispose()));
        var second = BytesOf(() => Array.ForEach(observables[..Thousand], observable => observable.Dispose()));

        Assert.InRange(first, 0, Doubling * second);
        Assert.Empty(Scrape.Lines(Registry));
    }

    [Fact]
    public void A_reader_takes_no_lock_where_nothing_has_changed_since_the_last_one()
    {
        Factory.CreateCounter("x", "").Inc();
        Registry.Register(TestCollector.Unchecked(new MetricDescriptor(MetricType.Gauge, "unchecked", "")));
        Scrape.From(Registry);

        lock (Gate(Registry))
        {
            ParallelRunner.Do(1, _ => Assert.Equal(["unchecked 1", "x_total 1"], Scrape.Lines(Registry)));
        }
    }

    // Sorting in place at each registration would cost quadratic time, and no memory.
    [Fact]
    public void Registration_sorts_nothing_and_the_next_reader_sorts_once()
    {
        Scrape.From(Registry);
        Assert.NotNull(Content(Registry));

        var collector = TestCollector.OfGauge("x");
        Registry.Register(collector);
        Assert.Null(Content(Registry));
        Factory.CreateCounter("y", "");
        Assert.Null(Content(Registry));
        Registry.Unregister(collector);
        Assert.Null(Content(Registry));

        Scrape.From(Registry);
        var sorted = Content(Registry);
        Scrape.From(Registry);
        Assert.NotNull(sorted);
        Assert.Same(sorted, Content(Registry));
    }

    private static long BytesOf(Action action)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_gate")]
    private static extern ref Lock Gate(MetricRegistry registry);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_content")]
    private static extern ref RegistryContent? Content(MetricRegistry registry);

    private static void Each(int from, Action<int> register)
    {
        for (var i = from; i < from + Thousand; i++)
        {
            register(i);
        }
    }

    private void AssertLinear(Action<int> register)
    {
        // What is made once is made now.
        register(9999);
        var first = BytesOf(() => Each(0, register));
        var second = BytesOf(() => Each(Thousand, register));

        Assert.InRange(second, 0, Doubling * first);
        Assert.Equal((2 * Thousand) + 1, Scrape.Lines(Registry).Length);
    }
}
