using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests;

[Collection(nameof(RunsAlone))]
public class MetricRegistryConcurrencyTests : EngineTest
{
    // R-086, principle 2: a scrape, however slow, costs the application nothing.
    [Fact]
    public async Task Writers_finish_while_a_collector_blocks_a_scrape()
    {
        using var blocking = new BlockingCollector();
        var (counter, family) = (Factory.CreateCounter("c", ""), Factory.CreateHistogram("h", "", "a"));
        Registry.Register(blocking);
        var scrape = Task.Run(() => Scrape.From(Registry));
        blocking.AwaitEntry();

        ParallelRunner.Do(2, worker =>
        {
            for (var i = 0; i < 1000; i++)
            {
                counter.Inc();
                family.WithLabels($"{worker} {i}").Observe(i);
                family.Remove($"{worker} {i}");
                Factory.CreateGauge($"g{i}", "").Set(i);
            }

            Factory.CreateObservableGauge($"o{worker}", "", () => 1).Dispose();
            family.Clear();
        });

        Assert.False(scrape.IsCompleted);
        blocking.Release();
        await scrape.WaitAsync(ParallelRunner.Deadline);
        Assert.Equal(2000, counter.Value);
    }

    // it shares the call, so that a collector that blocks costs one thread only.
    [Fact]
    public async Task A_scrape_that_needs_a_blocked_collector_waits_for_its_call_and_shares_it()
    {
        using var blocking = new BlockingCollector();
        Registry.Register(blocking);
        var first = Scrape.LinesAsync(Registry);
        blocking.AwaitEntry();

        var second = Scrape.LinesAsync(Registry);

        Assert.False(second.IsCompleted);
        blocking.Release();
        Assert.Equal(["blocking 1"], await first.WaitAsync(ParallelRunner.Deadline));
        Assert.Equal(["blocking 1"], await second.WaitAsync(ParallelRunner.Deadline));
        Assert.Equal(1, blocking.Entries);
    }

    //
    [Fact]
    public void Every_one_of_many_scrapes_is_whole()
    {
        var histogram = Factory.CreateHistogram("h", "", new HistogramOptions { Buckets = [1] });
        var counters = Factory.CreateCounter("c", "", "a");
        Registry.Register(TestCollector.OfGauge("x"));

        using var writers = ParallelRunner.Keep(2, worker =>
        {
            histogram.Observe(1);
            counters.WithLabels($"{worker}").Inc();
        });
        ParallelRunner.Do(4, _ =>
        {
            for (var i = 0; i < 200; i++)
            {
                // The visitor refuses families and series that come twice or run into each other.
                var scrape = Scrape.From(Registry);
                Assert.Equal(["c_total", "h", .. Scrape.SelfMetricFamilies, "x"], scrape.Families.Select(family => family.Name));
            }
        });
    }

    // Each failed scrape is counted, and the listener is notified once.
    [Fact]
    public void Concurrent_failures_are_all_counted()
    {
        var diagnostics = new RecordingDiagnostics();
        using var registry = new MetricRegistry(new MetricRegistryOptions { Diagnostics = diagnostics });
        registry.Register(new TestCollector([], (MetricVisitor _) => throw new InvalidOperationException()));

        ParallelRunner.Do(4, _ =>
        {
            for (var i = 0; i < 250; i++)
            {
                Scrape.From(registry);
            }
        });

        Assert.Equal(1001, registry.GetSampleValue("metrics_collector_errors_total", ("collector", "TestCollector")));
        Assert.Single(diagnostics.Said);
    }
}
