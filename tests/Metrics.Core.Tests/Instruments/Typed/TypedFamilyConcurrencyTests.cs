using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments.Typed;

[Collection(nameof(RunsAlone))]
public class TypedFamilyConcurrencyTests : EngineTest
{
    private const int Rounds = 20_000;

    private readonly IMetricFamily<ICounter, int> _typed;

    public TypedFamilyConcurrencyTests() => _typed = Factory.CreateCounter<int>("x_total", "", "n");

    // No other thread removes a thread's series: after Remove it must get a new one, at zero, and in the family.
    [Fact]
    public void A_removed_series_is_never_found_again()
    {
        const int Threads = 4;
        ParallelRunner.Do(Threads, worker =>
        {
            for (var i = 0; i < Rounds; i++)
            {
                var series = _typed.WithLabels(worker);
                Assert.Equal(0, series.Value);
                series.Inc();
                Assert.Same(series, _typed.Family.WithLabels($"{worker}"));
                Assert.Same(series, _typed.WithLabels(worker));
                Assert.True(_typed.Remove(worker));
            }
        });

        Assert.Empty(Scrape.Lines(Registry));
    }

    // Readers fill the cache while another thread removes what they find.
    [Fact]
    public void Readers_that_meet_a_removal_do_not_bring_the_series_back()
    {
        using var readers = ParallelRunner.Keep(3, _ => _typed.WithLabels(0));
        for (var i = 0; i < Rounds; i++)
        {
            var before = _typed.WithLabels(0);
            _typed.Remove(0);
            Assert.NotSame(before, _typed.WithLabels(0));
        }
    }

    //
    [Fact]
    public void Threads_that_meet_at_a_new_series_share_it()
    {
        const int Threads = 8;
        const int Values = 2000;
        ParallelRunner.Do(Threads, _ =>
        {
            for (var i = 0; i < Values; i++)
            {
                _typed.WithLabels(i).Inc();
                _typed.WithLabels(i).Inc();
            }
        });

        Assert.Equal(Values, Scrape.Lines(Registry).Length);
        Assert.All(Scrape.From(Registry).Find("x_total")!.Samples, sample => Assert.Equal(2 * Threads, sample.Value));
    }

    [Fact]
    public void Threads_that_ask_for_a_new_view_get_the_same()
    {
        for (var i = 0; i < 200; i++)
        {
            var family = Factory.CreateGauge($"g{i}", "", "n");
            var views = new object[4];
            ParallelRunner.Do(views.Length, worker => views[worker] = family.WithLabelTypes<int>());
            Assert.Single(views.Distinct());
        }
    }
}
