using System.Runtime.CompilerServices;
using PrometheusMetrics.Instruments;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments.Striping;

/// <summary>Stripes cost memory, so an instrument gets them only under contention.</summary>
[Collection(nameof(RunsAlone))]
public class StripedAccumulatorTests : EngineTest
{
    private const int Threads = 4;

    // Otherwise the object that is allocated after it, such as the array of all cells, may be on the cache line that its writers change.
    [Fact]
    public void A_padded_counter_is_as_large_as_two_cache_lines_and_its_header()
    {
        const int Header = 2 * sizeof(long);
        PaddedCounter? cell = null;

        Assert.Equal(1000 * (Header + 128), Allocations.OfThousandCalls(() => cell = new PaddedCounter()));
        Assert.Equal(0, cell!.Padding);
    }

    [Fact]
    public void A_counter_gets_stripes_under_lasting_contention()
    {
        var counter = (Counter)Factory.CreateCounter("x_total", "");

        Contend(() => Cells(ref TotalOf(counter)) is null, counter.Inc);

        Assert.NotNull(Cells(ref TotalOf(counter)));
    }

    [Fact]
    public void A_counter_of_fractions_gets_stripes_under_lasting_contention()
    {
        var counter = (Counter)Factory.CreateCounter("x_total", "");

        Contend(() => Cells(ref TotalOf(counter)) is null, () => counter.Inc(0.5));

        Assert.NotNull(Cells(ref TotalOf(counter)));
    }

    [Fact]
    public void A_histogram_gets_stripes_under_lasting_contention()
    {
        var histogram = (Histogram)Factory.CreateHistogram("x", "");

        Contend(() => Support.Stripes.More(ref AccumulatorOf(histogram)) is null, () => histogram.Observe(1));

        Assert.NotNull(Support.Stripes.More(ref AccumulatorOf(histogram)));
    }

    [Fact]
    public void Instruments_that_one_thread_uses_get_no_stripes()
    {
        var counter = (Counter)Factory.CreateCounter("x_total", "");
        var histogram = (Histogram)Factory.CreateHistogram("y", "");

        for (var i = 0; i < 1_000_000; i++)
        {
            counter.Inc();
            counter.Inc(0.5);
            histogram.Observe(i);
        }

        Assert.Null(Cells(ref TotalOf(counter)));
        Assert.Null(Support.Stripes.More(ref AccumulatorOf(histogram)));
    }

    // A few contended writes a day must not add up to stripes in a year.
    [Fact]
    public void Contention_before_a_scrape_does_not_count()
    {
        var counter = (Counter)Factory.CreateCounter("x_total", "");
        Contention(ref TotalOf(counter)) = 15;

        Scrape.From(Registry);

        Assert.Equal(0, Contention(ref TotalOf(counter)));
    }

    // Whatever the scheduler does, threads that always run contend at some time; the deadline only ends a test that would hang.
    private static void Contend(Func<bool> go, Action action)
    {
        Assert.SkipWhen(Environment.ProcessorCount == 1, "Where only one thread can run at a time there is no contention.");
        using var deadline = new CancellationTokenSource(ParallelRunner.Deadline);
        ParallelRunner.Do(Threads, _ =>
        {
            while (go() && !deadline.IsCancellationRequested)
            {
                for (var i = 0; i < 1000; i++)
                {
                    action();
                }
            }
        });
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_cells")]
    private static extern ref StripedCounter TotalOf(Counter counter);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_accumulator")]
    private static extern ref HistogramAccumulator AccumulatorOf(Histogram histogram);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_cells")]
    private static extern ref PaddedCounter[]? Cells(ref StripedCounter cells);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_contention")]
    private static extern ref int Contention(ref StripedCounter cells);
}
