using PrometheusMetrics.Collection;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests;

[Collection(nameof(RunsAlone))]
public class MetricFactoryConcurrencyTests : EngineTest
{
    [Fact]
    public void Threads_that_create_the_same_name_at_once_get_the_same_instrument()
    {
        var factories = new[] { Factory, new MetricFactory(Registry) };

        ParallelRunner.Do(4, worker =>
        {
            for (var i = 0; i < 500; i++)
            {
                factories[worker % 2].CreateCounter($"x{i}", "").Inc();
            }
        });

        Assert.Equal(500, Scrape.Lines(Registry).Length);
        Assert.All(Scrape.Lines(Registry), line => Assert.EndsWith(" 4", line, StringComparison.Ordinal));
    }

    // A series that a thread has removed is not returned to it again while other threads look it up.
    [Fact]
    public void What_was_removed_is_never_found_again()
    {
        ParallelRunner.Do(4, _ =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                var family = Factory.CreateCounter("x", "", "a");
                Registry.Unregister((ICollector)family);
                Assert.NotSame(family, Factory.CreateCounter("x", "", "a"));
            }
        });
    }

    // everything at once, and what was counted is there.
    [Fact]
    public void Registering_and_reading_go_on_side_by_side()
    {
        var kept = Factory.CreateCounter("kept", "");

        using (ParallelRunner.Keep(2, worker =>
        {
            using var gauge = Factory.CreateObservableGauge($"coming_and_going_{worker}", "", () => 1);
        }))
        {
            for (var i = 0; i < 500; i++)
            {
                Factory.CreateCounter("kept", "").Inc();
                Assert.Contains($"kept_total {i + 1}", Scrape.Lines(Registry));
            }
        }

        Assert.Same(kept, Factory.CreateCounter("kept", ""));
        Assert.Equal(["kept_total 500"], Scrape.Lines(Registry));
    }
}
