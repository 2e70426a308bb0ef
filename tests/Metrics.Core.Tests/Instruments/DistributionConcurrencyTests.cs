using PrometheusMetrics.Streaming;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

// Principles 2 and 3
[Collection(nameof(RunsAlone))]
public class DistributionConcurrencyTests : EngineTest
{
    // Enough of both that none finishes before the others begin.
    private const int Reads = 10_000;
    private const int Observations = 30_000;

    //
    [Theory]
    [InlineData(4, false)]
    [InlineData(8, false)]
    [InlineData(8, true)]
    public void Count_and_sum_agree_in_every_read(int writers, bool native)
    {
        var histogram = Factory.CreateHistogram("h", "", new HistogramOptions { Buckets = [0.5, 1, 2], Native = native ? new() : null });

        using var runner = ParallelRunner.Keep(writers, _ => histogram.Observe(1));
        Read(histogram, seen =>
        {
            Assert.Equal([0, seen.Count, 0, 0], seen.Counts);
            Assert.Equal(seen.Count, seen.Sum);
            Assert.Equal(native ? seen.Count : 0, seen.NativeCount);
        });
    }

    // Each bucket gets one value only, so the counts say what the sum must be.
    [Theory]
    [InlineData(4, false)]
    [InlineData(8, false)]
    [InlineData(8, true)]
    public void Buckets_and_sum_agree_in_every_read(int writers, bool native)
    {
        var histogram = Factory.CreateHistogram("h", "", new HistogramOptions { Buckets = [1, 500, 999], Native = native ? new() : null });

        using var runner = ParallelRunner.Keep(writers, worker =>
        {
            for (var i = worker; i < worker + 100; i++)
            {
                var k = i % 2 == 0 ? 1 : 500;
                histogram.Observe(k);
                histogram.Observe(1000 - k);
            }
        });
        Read(histogram, seen => Assert.Equal((1 * seen.Counts[0]) + (500 * seen.Counts[1]) + (999 * seen.Counts[2]), seen.Sum));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Count_and_sum_of_a_summary_agree_in_every_read(bool quantiles)
    {
        var summary = Factory.CreateSummary(
            "s", "", new SummaryOptions { Objectives = quantiles ? [new(0.5, 0.05), new(0.99, 0.001)] : null });

        using var runner = ParallelRunner.Keep(8, _ => summary.Observe(1));
        Read(summary, seen => Assert.Equal(seen.Count, seen.Sum));
    }

    [Fact]
    public void No_count_ever_goes_back()
    {
        var histogram = Factory.CreateHistogram("h", "", new HistogramOptions { Buckets = [1, 2] });
        var (counts, sum) = (new long[3], 0.0);

        using var runner = ParallelRunner.Keep(6, worker => histogram.Observe(worker % 3));
        Read(histogram, seen =>
        {
            Assert.All(seen.Counts, (count, i) => Assert.True(count >= counts[i]));
            Assert.True(seen.Sum >= sum);
            (counts, sum) = (seen.Counts, seen.Sum);
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public void No_observation_is_lost(int writers)
    {
        const int EachObserves = 200_000;
        var histogram = Factory.CreateHistogram("h", "", new HistogramOptions { Buckets = [1, 2] });

        using (ParallelRunner.Keep(2, _ => Scrape.From(Registry)))
        {
            ParallelRunner.Do(writers, _ =>
            {
                for (var i = 0; i < EachObserves; i++)
                {
                    histogram.Observe(i % 4);
                }
            });
        }

        var expected = writers * (EachObserves / 4);
        Assert.Equal([$"h 1:{2 * expected} 2:{expected} Infinity:{expected} sum:{6L * expected}"], Scrape.Lines(Registry));
    }

    // The runner has a deadline, which only ends a test that would hang; nothing here is timed.
    [Fact]
    public void Readers_finish_while_writers_never_pause()
    {
        var histogram = Factory.CreateHistogram("h", "", new HistogramOptions { Buckets = [1] });

        using var runner = ParallelRunner.Keep(4, _ =>
        {
            for (var i = 0; i < 1000; i++)
            {
                histogram.Observe(1);
            }
        });
        ParallelRunner.Do(3, _ => Read(histogram, _ => { }));
    }

    private static void Read(IDistribution distribution, Action<HistogramVisitor> check)
    {
        var series = (Series)distribution;
        var visitor = new HistogramVisitor();
        using var deadline = new CancellationTokenSource(ParallelRunner.Deadline);
        for (var i = 0; i < Reads || visitor.Count < Observations; i++)
        {
            Assert.False(deadline.IsCancellationRequested, "The writers make no progress.");
            series.Collect(visitor);
            check(visitor);
        }
    }
}
