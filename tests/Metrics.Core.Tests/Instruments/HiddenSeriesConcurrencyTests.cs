using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

[Collection(nameof(RunsAlone))]
public class HiddenSeriesConcurrencyTests : EngineTest
{
    private const int Writers = 4;
    private const int Each = 200_000;

    [Fact]
    public void No_write_is_lost_while_others_hide_scrape_and_remove()
    {
        var timeout = TimeSpan.FromSeconds(1);
        var family = Factory.CreateCounter("x_total", "", ["a"], new CounterOptions { IdleTimeout = timeout, HiddenUntilWritten = true });
        var kept = family.WithLabels("kept");

        using (ParallelRunner.Keep(1, _ => family.Hide("kept")))
        using (ParallelRunner.Keep(1, _ => Assert.InRange(Scrape.Lines(Registry).Length, 0, 2)))
        using (ParallelRunner.Keep(1, _ => AddHideAndRemove(family)))
        using (ParallelRunner.Keep(1, _ => Clock.Advance(timeout)))
        {
            ParallelRunner.Do(Writers, worker =>
            {
                for (var i = 0; i < Each; i++)
                {
                    (worker % 2 == 0 ? kept : family.WithLabels("kept")).Inc();
                }
            });
        }

        family.RemoveWhere(values => values[0] != "kept");
        family.Hide("kept");
        Assert.Empty(Scrape.Lines(Registry));
        kept.Inc(0);
        Assert.Same(kept, family.WithLabels("kept"));
        Assert.Equal([$"x_total{{a=\"kept\"}} {Writers * Each}"], Scrape.Lines(Registry));
    }

    [Fact]
    public void A_scrape_in_the_middle_of_the_first_write_sees_nothing_of_it()
    {
        var time = new InterruptedTime();
        var factory = new MetricFactory(Registry, time);
        var counter = factory.CreateCounter("x_total", "", new CounterOptions { HiddenUntilWritten = true });
        var histogram = factory.CreateHistogram("y", "", new HistogramOptions { HiddenUntilWritten = true });
        var summary = factory.CreateSummary(
            "z", "", new SummaryOptions { Objectives = [new(0.5, 0.05)], HiddenUntilWritten = true });

        Check(() => counter.IncWithExemplar(1, ("a", "b")));
        Check(() => histogram.ObserveWithExemplar(1, ("a", "b")));
        Check(() => summary.Observe(1));

        void Check(Action write)
        {
            var before = Scrape.Lines(Registry);
            string[]? middle = null;
            time.Interruption = () => middle = Scrape.Lines(Registry);

            write();

            Assert.Equal(before, middle);
            Assert.Equal(before.Length + 1, Scrape.Lines(Registry).Length);
        }
    }

    private static void AddHideAndRemove(IMetricFamily<ICounter> family)
    {
        family.WithLabels("other").Inc();
        family.Hide("other");
        family.WithLabels("other").Inc(0);
        family.Remove("other");
    }

    /// <summary>Runs a delegate once when it is asked for the time, which instruments do in the middle of a write.</summary>
    private sealed class InterruptedTime : TimeProvider
    {
        public Action? Interruption { get; set; }

        public override long GetTimestamp()
        {
            var interruption = Interruption;
            Interruption = null;
            interruption?.Invoke();
            return base.GetTimestamp();
        }
    }
}
