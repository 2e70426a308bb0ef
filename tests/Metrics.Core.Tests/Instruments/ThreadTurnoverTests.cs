using System.Runtime.ExceptionServices;
using PrometheusMetrics.Instruments;
using PrometheusMetrics.Streaming;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

/// <summary>Principle 3, while threads come and go: they end while cells are theirs, others get the memory of their stacks, and scrapes
/// give cells back that nobody uses any more.</summary>
[Collection(nameof(RunsAlone))]
public sealed class ThreadTurnoverTests : EngineTest
{
    private const int Threads = 16;
    private const int Generations = 25;
    private const int EachWrites = 2_000;
    private const int Writes = Threads * Generations * EachWrites;

    // More than any instrument waits before it gives a cell back.
    private const int Scrapes = 8;

    [Fact]
    public void A_counter_loses_nothing_and_never_goes_back()
    {
        var counter = Factory.CreateCounter("x_total", "");
        var owners = 0;
        counter.IncTo(1);

        using (ReadAgainAndAgain(counter, () => counter.Value))
        {
            DoOnThreads((_, i) =>
            {
                if (i % 2 == 0)
                {
                    counter.Inc();
                }
                else
                {
                    counter.Inc(1.5);
                }

                if (i == EachWrites - 1 && Stripes.Owned((Counter)counter).Any(cell => cell.Lock.IsOwnedBy(StackPage.Current)))
                {
                    Interlocked.Increment(ref owners);
                }
            });
        }

        Assert.Equal(1 + (Writes / 2 * 2.5), counter.Value);
        Assert.InRange(owners, 1, Threads * Generations);
        ScrapeAgainAndAgain();
        Assert.Empty(Stripes.Owned((Counter)counter));
        Assert.Equal(1 + (Writes / 2 * 2.5), counter.Value);
    }

    [Fact]
    public void A_counter_that_all_raise_has_the_greatest_total()
    {
        var counter = Factory.CreateCounter("x_total", "");
        var greatest = 0L;

        using (ReadAgainAndAgain(counter, () => counter.Value))
        {
            DoOnThreads((_, i) =>
            {
                if (i % 10 == 0)
                {
                    counter.IncTo(Interlocked.Increment(ref greatest));
                }
            });
        }

        Assert.Equal(Writes / 10, greatest);
        Assert.Equal(greatest, counter.Value);
    }

    // Each thread but the first of its place begins with the Dec for the Inc with which the one before it ended.
    [Fact]
    public void A_gauge_shows_at_each_moment_what_is_in_progress()
    {
        var gauge = Factory.CreateGauge("x", "");
        var all = Factory.CreateGauge("y", "");
        var series = (Series)gauge;

        using (ParallelRunner.Keep(2, _ =>
        {
            Assert.InRange(gauge.Value, 0, Threads);
            series.Collect(new NullVisitor());
        }))
        {
            DoOnThreads((generation, i) =>
            {
                all.Inc(3);
                if (generation > 0 || i > 0)
                {
                    gauge.Dec();
                }

                gauge.Inc();
            });
        }

        Assert.Equal((Threads, 3.0 * Writes), (gauge.Value, all.Value));
        ScrapeAgainAndAgain();
        Assert.Empty(Stripes.Owned((Gauge)gauge));
        Assert.Equal((Threads, 3.0 * Writes), (gauge.Value, all.Value));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_histogram_loses_nothing_and_no_read_is_torn(bool native)
    {
        var histogram = Factory.CreateHistogram("x", "", new HistogramOptions { Buckets = [2, 4], Native = native ? new() : null });

        ObserveAndCheck(histogram, seen =>
        {
            Assert.Equal((2 * seen.Counts[0]) + (4 * seen.Counts[1]), seen.Sum);
            Assert.Equal(native ? seen.Count : 0, seen.NativeCount);
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_summary_loses_nothing_and_no_read_is_torn(bool quantiles)
    {
        var summary = Factory.CreateSummary("x", "", new SummaryOptions { Objectives = quantiles ? [new(0.5, 0.05)] : null });

        ObserveAndCheck(summary, seen => Assert.InRange(seen.Sum, 2 * seen.Count, 4 * seen.Count));
    }

    // One half of the observations is 2, the other half is 4.
    private void ObserveAndCheck(IDistribution distribution, Action<HistogramVisitor> check)
    {
        var series = (Series)distribution;
        using (ParallelRunner.Keep(2, _ =>
        {
            var visitor = new HistogramVisitor();
            var (count, sum) = (0L, 0.0);
            for (var i = 0; i < 20; i++)
            {
                series.Collect(visitor);
                check(visitor);
                Assert.True(visitor.Count >= count && visitor.Sum >= sum);
                (count, sum) = (visitor.Count, visitor.Sum);
            }
        }))
        {
            DoOnThreads((_, i) => distribution.Observe(2 + (i % 2 * 2)));
        }

        for (var i = 0; i < Scrapes; i++)
        {
            var visitor = new HistogramVisitor();
            series.Collect(visitor);
            check(visitor);
            Assert.Equal((Writes, 3.0 * Writes), (visitor.Count, visitor.Sum));
        }
    }

    private static ParallelRunner ReadAgainAndAgain(ICounter counter, Func<double> read)
    {
        var series = (Series)counter;
        return ParallelRunner.Keep(2, _ =>
        {
            var last = 0.0;
            for (var i = 0; i < 20; i++)
            {
                var value = read();
                Assert.True(value >= last);
                last = value;
                series.Collect(new NullVisitor());
            }
        });
    }

    // One thread after the other in each of several places.
    private static void DoOnThreads(Action<int, int> write) => ParallelRunner.Do(Threads, _ =>
    {
        for (var generation = 0; generation < Generations; generation++)
        {
            RunOnNewThread(generation, write);
        }
    });

    private static void RunOnNewThread(int generation, Action<int, int> write)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                for (var i = 0; i < EachWrites; i++)
                {
                    write(generation, i);
                }
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }

    private void ScrapeAgainAndAgain()
    {
        for (var i = 0; i < Scrapes; i++)
        {
            Scrape.From(Registry);
        }
    }
}
