using System.Runtime.CompilerServices;
using PrometheusMetrics.Instruments;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments.Striping;

/// <summary>Cells cost memory, so an instrument without contention has none.</summary>
[Collection(nameof(RunsAlone))]
public class StripedAccumulatorTests : EngineTest
{
    private const int Threads = 4;

    // Otherwise the object that is allocated after it, such as the array of all cells, may be on the cache line that its writers change.
    [Fact]
    public void A_counters_cell_is_as_large_as_the_lines_that_it_keeps_to_itself()
    {
        const int Header = 2 * sizeof(long);
        PaddedCounter? cell = null;

        Assert.Equal(1000 * (Header + 128), Allocations.OfThousandCalls(() => cell = new PaddedCounter()));
        Assert.Equal(0, cell!.Padding);
    }

    [Fact]
    public void A_counter_on_which_threads_collide_all_the_time_spreads_over_cells()
    {
        var counter = (Counter)Factory.CreateCounter("x_total", "");

        Meet(() => Cells(ref TotalOf(counter)) is null, counter.Inc);

        Assert.NotNull(Cells(ref TotalOf(counter)));
    }

    [Fact]
    public void A_counter_of_fractions_does_too()
    {
        var counter = (Counter)Factory.CreateCounter("x_total", "");

        Meet(() => Cells(ref TotalOf(counter)) is null, () => counter.Inc(0.5));

        Assert.NotNull(Cells(ref TotalOf(counter)));
    }

    [Fact]
    public void A_histogram_in_which_threads_meet_all_the_time_spreads_over_cells()
    {
        var histogram = (Histogram)Factory.CreateHistogram("x", "");

        Meet(() => Support.Stripes.More(ref AccumulatorOf(histogram)) is null, () => histogram.Observe(1));

        Assert.NotNull(Support.Stripes.More(ref AccumulatorOf(histogram)));
    }

    [Fact]
    public void Instruments_of_one_thread_never_do()
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
    private static void Meet(Func<bool> go, Action action)
    {
        Assert.SkipWhen(Environment.ProcessorCount == 1, "Where only one thread can run at a time none meets another.");
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
