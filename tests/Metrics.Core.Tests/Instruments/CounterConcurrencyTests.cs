using PrometheusMetrics.Instruments;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

[Collection(nameof(RunsAlone))]
public class CounterConcurrencyTests : EngineTest
{
    private const int Threads = 8;
    private const int EachCounts = 1_000_000;

    // R-002
    [Fact]
    public void Every_Inc_counts_while_scrapes_and_removals_of_other_series_run()
    {
        var family = Factory.CreateCounter("x_total", "", "a");
        var kept = family.WithLabels("kept");

        // It gets stripes while all threads write, and possibly more later.
        var before = WriteUntilStriped((Counter)kept);
        using (ParallelRunner.Keep(1, _ => Scrape.From(Registry)))
        using (ParallelRunner.Keep(1, _ => AddAndRemoveOthers(family)))
        {
            ParallelRunner.Do(Threads, _ =>
            {
                for (var i = 0; i < EachCounts / 2; i++)
                {
                    kept.Inc();
                    family.WithLabels("kept").Inc();
                }
            });
        }

        family.RemoveWhere(values => values[0] != "kept");
        Assert.Same(kept, family.WithLabels("kept"));
        Assert.Equal([$"x_total{{a=\"kept\"}} {before + (Threads * EachCounts)}"], Scrape.Lines(Registry));
    }

    [Fact]
    public void Fractions_and_gauges_lose_nothing_either()
    {
        const int Each = 100_000;
        var counter = Factory.CreateCounter("x_total", "");
        var gauge = Factory.CreateGauge("y", "");

        ParallelRunner.Do(Threads, _ =>
        {
            for (var i = 0; i < Each; i++)
            {
                counter.Inc(0.5);
                gauge.Inc(2);
                gauge.Dec();
            }
        });

        Assert.Equal((Threads * Each / 2.0, Threads * Each), (counter.Value, gauge.Value));
    }

    // Principle 3
    [Fact]
    public void The_value_never_goes_back()
    {
        var counter = Factory.CreateCounter("x_total", "");

        using var runner = ParallelRunner.Keep(4, worker => counter.Inc(worker % 2 == 0 ? 1 : 0.5));
        var last = 0.0;
        for (var i = 0; i < 300_000; i++)
        {
            var value = counter.Value;
            Assert.True(value >= last);
            last = value;
        }
    }

    [Fact]
    public void Threads_that_raise_at_once_never_raise_beyond_the_greatest_total()
    {
        const int Each = 300_000;
        var counter = Factory.CreateCounter("x_total", "");
        var greatest = 0L;

        ParallelRunner.Do(Threads, _ =>
        {
            for (var i = 0; i < Each; i++)
            {
                counter.IncTo(Interlocked.Increment(ref greatest));
                var value = counter.Value;
                Assert.True(value <= Volatile.Read(ref greatest));
            }
        });

        Assert.Equal(Threads * Each, counter.Value);
    }

    // All ones count, and no order of the calls gives more than all of them after the last raise.
    [Fact]
    public void Ones_and_raises_at_once_give_what_some_order_of_them_gives()
    {
        const int Each = 200_000;
        const int Raisers = 2;
        var counter = Factory.CreateCounter("x_total", "");

        ParallelRunner.Do(Threads, worker =>
        {
            for (var i = 1; i <= Each; i++)
            {
                if (worker < Raisers)
                {
                    counter.IncTo(i);
                }
                else
                {
                    counter.Inc();
                }
            }
        });

        Assert.InRange(counter.Value, (Threads - Raisers) * Each, ((Threads - Raisers) * Each) + Each);
        var value = counter.Value;
        counter.IncTo(value + 0.5);
        Assert.Equal(value + 0.5, counter.Value);
    }

    // Principle 3: also beside fractions, where the total of the parts is rounded.
    [Fact]
    public void The_value_never_goes_back_while_it_is_raised()
    {
        var counter = Factory.CreateCounter("x_total", "");
        using var runner = ParallelRunner.Keep(4, worker =>
        {
            if (worker < 2)
            {
                counter.Inc(0.1);
            }
            else
            {
                counter.IncTo(Math.BitIncrement(counter.Value));
            }
        });

        var last = 0.0;
        for (var i = 0; i < 300_000; i++)
        {
            var value = counter.Value;
            Assert.True(value >= last);
            last = value;
        }
    }

    // R-057: whichever thread is first, all get the same series.
    [Fact]
    public void Threads_that_meet_at_a_new_series_share_it()
    {
        var family = Factory.CreateCounter("x_total", "", "a");

        ParallelRunner.Do(Threads, _ =>
        {
            for (var i = 0; i < 2000; i++)
            {
                family.WithLabels($"{i}").Inc();
            }
        });

        Assert.All(Scrape.From(Registry).Find("x_total")!.Samples, sample => Assert.Equal(Threads, sample.Value));
        Assert.Equal(2000, Scrape.Lines(Registry).Length);
    }

    // With one processor there is no contention.
    private static long WriteUntilStriped(Counter counter)
    {
        var written = 0L;
        using var deadline = new CancellationTokenSource(ParallelRunner.Deadline);
        ParallelRunner.Do(Threads, _ =>
        {
            while (!Stripes.IsStriped(counter) && Environment.ProcessorCount > 1 && !deadline.IsCancellationRequested)
            {
                for (var i = 0; i < 1000; i++)
                {
                    counter.Inc();
                }

                Interlocked.Add(ref written, 1000);
            }
        });
        Assert.True(Stripes.IsStriped(counter) || Environment.ProcessorCount == 1);
        return written;
    }

    private static void AddAndRemoveOthers(IMetricFamily<ICounter> family)
    {
        for (var i = 0; i < 50; i++)
        {
            family.WithLabels($"other{i}").Inc();
        }

        for (var i = 0; i < 25; i++)
        {
            family.Remove($"other{i}");
        }

        family.RemoveWhere(values => values[0] != "kept");
    }
}
