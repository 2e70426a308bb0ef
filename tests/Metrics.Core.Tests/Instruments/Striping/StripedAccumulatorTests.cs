using System.Runtime.CompilerServices;
using PrometheusMetrics.Instruments;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments.Striping;

/// <summary>Cells cost memory, so an instrument has some only while threads contend for it.</summary>
[Collection(nameof(RunsAlone))]
public class StripedAccumulatorTests : EngineTest
{
    private const int Threads = 4;

    [Fact]
    public void A_counter_gets_cells_under_lasting_contention()
    {
        var counter = (Counter)Factory.CreateCounter("x_total", "");

        Contend(() => Stripes.Owned(counter).Count == 0, counter.Inc);

        Assert.NotEmpty(Stripes.Owned(counter));
    }

    [Fact]
    public void A_counter_of_fractions_gets_cells_under_lasting_contention()
    {
        var counter = (Counter)Factory.CreateCounter("x_total", "");

        Contend(() => Stripes.Owned(counter).Count == 0, () => counter.Inc(0.5));

        Assert.NotEmpty(Stripes.Owned(counter));
    }

    [Fact]
    public void A_gauge_gets_cells_under_lasting_contention()
    {
        var gauge = (Gauge)Factory.CreateGauge("x", "");

        Contend(() => Stripes.Owned(gauge).Count == 0, () => gauge.Inc());

        Assert.NotEmpty(Stripes.Owned(gauge));
    }

    [Fact]
    public void A_histogram_gets_cells_under_lasting_contention()
    {
        var histogram = (Histogram)Factory.CreateHistogram("x", "");

        Contend(() => Stripes.Owned(ref Stripes.AccumulatorOf(histogram)).Count == 0, () => histogram.Observe(1));

        Assert.NotEmpty(Stripes.Owned(ref Stripes.AccumulatorOf(histogram)));
    }

    [Fact]
    public void Instruments_that_one_thread_uses_get_no_cells()
    {
        var counter = (Counter)Factory.CreateCounter("x_total", "");
        var gauge = (Gauge)Factory.CreateGauge("z", "");
        var histogram = (Histogram)Factory.CreateHistogram("y", "");

        for (var i = 0; i < 1_000_000; i++)
        {
            counter.Inc();
            counter.Inc(0.5);
            gauge.Inc();
            histogram.Observe(i);
        }

        Assert.False(Stripes.IsStriped(counter));
        Assert.Empty(Stripes.Owned(gauge));
        Assert.Empty(Stripes.Owned(ref Stripes.AccumulatorOf(histogram)));
    }

    // A few contended writes a day must not add up to cells in a year.
    [Fact]
    public void Contention_before_a_scrape_does_not_count()
    {
        var counter = (Counter)Factory.CreateCounter("x_total", "");
        ref var contention = ref ContentionOf(counter);
        for (var i = 0; i < 15; i++)
        {
            Assert.False(Contention.Record(ref contention));
        }

        Scrape.From(Registry);

        Assert.False(Contention.Record(ref contention));
    }

    [Fact]
    public void Cells_that_nobody_uses_any_more_are_given_back_after_some_scrapes()
    {
        var counter = (Counter)Factory.CreateCounter("x_total", "");
        var gauge = (Gauge)Factory.CreateGauge("y", "");
        var histogram = (Histogram)Factory.CreateHistogram("z", "");
        Contend(
            () => Stripes.Owned(counter).Count == 0 || Stripes.Owned(gauge).Count == 0
                || Stripes.Owned(ref Stripes.AccumulatorOf(histogram)).Count == 0,
            () =>
            {
                counter.Inc();
                counter.Inc(0.25);
                gauge.Inc(0.5);
                histogram.Observe(1.5);
            });
        var (total, value, page) = (counter.Value, gauge.Value, Scrape.From(Registry).Lines);

        for (var i = 0; i < 3; i++)
        {
            Assert.NotEmpty(Stripes.Owned(counter));
            Assert.Equal(page, Scrape.From(Registry).Lines);
        }

        Assert.Empty(Stripes.Owned(counter));
        Assert.Empty(Stripes.Owned(gauge));
        Assert.Empty(Stripes.Owned(ref Stripes.AccumulatorOf(histogram)));
        Assert.Equal((total, value), (counter.Value, gauge.Value));
        Assert.Equal(page, Scrape.From(Registry).Lines);
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

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_contention")]
    private static extern ref byte ContentionOf(Counter counter);
}
