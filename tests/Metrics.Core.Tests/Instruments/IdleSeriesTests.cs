using System.Runtime.CompilerServices;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

public class IdleSeriesTests : EngineTest
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);

    [Fact]
    public void A_series_is_left_out_once_its_value_has_not_changed_for_the_time()
    {
        var family = Counter();
        var busy = family.WithLabels("busy");
        family.WithLabels("idle").Inc(5);
        Scrape.From(Registry);

        Clock.Advance(Timeout - TimeSpan.FromSeconds(1));
        busy.Inc();
        Assert.Equal(2, Scrape.Lines(Registry).Length);

        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(["x_total{a=\"busy\"} 1"], Scrape.Lines(Registry));
    }

    [Fact]
    public void A_write_through_a_kept_reference_brings_it_back_with_its_old_total()
    {
        var kept = Counter().WithLabels("kept");
        kept.Inc(5);
        Expire();
        Assert.Empty(Scrape.Lines(Registry));

        kept.Inc();

        Assert.Equal(["x_total{a=\"kept\"} 6"], Scrape.Lines(Registry));
        Clock.Advance(Timeout);
        Assert.Empty(Scrape.Lines(Registry));
    }

    [Fact]
    public void Requesting_it_revives_the_same_one_as_long_as_it_is_referenced()
    {
        var family = Counter();
        var kept = family.WithLabels("kept");
        kept.Inc(5);
        Expire();

        Assert.Same(kept, family.WithLabels("kept"));
        Assert.Equal(["x_total{a=\"kept\"} 5"], Scrape.Lines(Registry));
    }

    [Fact]
    public void One_without_references_is_left_to_the_garbage_collector()
    {
        var family = Counter();
        var idle = Make(family);
        Expire();

        Collect();

        Assert.False(idle.TryGetTarget(out _));
        family.WithLabels("idle").Inc();
        Assert.Equal(["x_total{a=\"idle\"} 1"], Scrape.Lines(Registry));

        // Not inlined, so that no reference is left on the stack.
        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference<ICounter> Make(IMetricFamily<ICounter> family)
        {
            family.WithLabels("idle").Inc(5);
            return new WeakReference<ICounter>(family.WithLabels("idle"));
        }
    }

    // There is no reference to it any more at the next scrape, but its increments are not lost.
    [Fact]
    public void A_write_is_not_lost_if_the_writer_keeps_no_reference()
    {
        var family = Counter();
        HoldExpireAndWrite();

        for (var i = 0; i < 3; i++)
        {
            Collect();
        }

        Assert.Equal(["x_total{a=\"idle\"} 6"], Scrape.Lines(Registry));

        [MethodImpl(MethodImplOptions.NoInlining)]
        void HoldExpireAndWrite()
        {
            var held = family.WithLabels("idle");
            held.Inc(5);
            Expire();
            held.Inc();
        }
    }

    [Fact]
    public void A_native_histogram_that_is_reset_all_the_time_is_not_idle()
    {
        var histogram = Factory.CreateHistogram("h", "", ["a"], new HistogramOptions
        {
            IdleTimeout = Timeout,
            Native = new() { MaxBuckets = 1, MinResetDuration = TimeSpan.FromMinutes(1) },
        }).WithLabels("x");

        for (var i = 0; i < 5; i++)
        {
            // Each value needs one bucket more than allowed, so the histogram is reset each time and has one observation.
            histogram.Observe(i % 2 == 0 ? 1 : 100);
            Assert.Single(Scrape.Lines(Registry));
            Clock.Advance(Timeout);
        }
    }

    [Fact]
    public void The_overflow_series_expires_and_comes_back_like_any_other()
    {
        var family = Factory.CreateCounter("x_total", "", ["a"], new CounterOptions { IdleTimeout = Timeout, SeriesLimit = 1 });
        var known = family.WithLabels("1");
        var overflow = family.WithLabels("2");
        overflow.Inc();
        Scrape.From(Registry);
        Clock.Advance(Timeout);
        known.Inc();
        Assert.DoesNotContain(Scrape.Lines(Registry), line => line.Contains("_overflow\"}", StringComparison.Ordinal));

        Assert.Same(overflow, family.WithLabels("3"));
        overflow.Inc();

        Assert.Contains("x_total{a=\"_overflow\"} 2", Scrape.Lines(Registry));
    }

    [Fact]
    public void A_metric_with_constant_labels_only_stays()
    {
        Factory.WithConstantLabels(("shard", "1")).CreateCounter("x_total", "", new CounterOptions { IdleTimeout = Timeout });
        Expire();

        Assert.Single(Scrape.Lines(Registry));
    }

    [Fact]
    public void A_removed_series_does_not_come_back()
    {
        var family = Counter();
        var kept = family.WithLabels("kept");
        var other = family.WithLabels("other");
        Expire();

        Assert.True(family.Remove("kept"));
        Assert.Equal(1, family.RemoveWhere(_ => true));
        Assert.False(family.Remove("kept"));
        kept.Inc();
        other.Inc();

        Assert.Empty(Scrape.Lines(Registry));
        Assert.NotSame(kept, family.WithLabels("kept"));
    }

    [Fact]
    public void A_series_that_was_removed_before_it_became_idle_does_not_come_back_either()
    {
        var family = Counter();
        var kept = family.WithLabels("kept");
        Scrape.From(Registry);

        family.Remove("kept");
        family.WithLabels("kept").Inc();
        Expire();
        kept.Inc();

        Assert.Empty(Scrape.Lines(Registry));
    }

    [Fact]
    public void Every_kind_of_instrument_shows_that_it_changed()
    {
        var counter = Factory.CreateCounter("a_total", "", ["l"], new CounterOptions { IdleTimeout = Timeout }).WithLabels("");
        var gauge = Factory.CreateGauge("b", "", ["l"], new GaugeOptions { IdleTimeout = Timeout }).WithLabels("");
        var histogram = Factory.CreateHistogram("c", "", ["l"], new HistogramOptions { IdleTimeout = Timeout }).WithLabels("");
        var summary = Factory.CreateSummary("d", "", ["l"], new SummaryOptions { IdleTimeout = Timeout }).WithLabels("");
        var info = Factory.CreateInfo("f", "", ["l"], new InfoOptions { IdleTimeout = Timeout }).WithLabels("");
        var states = Factory
            .CreateStateSet("g", "", ["l"], new StateSetOptions { States = ["on", "off"], IdleTimeout = Timeout })
            .WithLabels("");
        var state = Factory.CreateStateSet<DayOfWeek>("h", "", ["l"], new StateSetOptions { IdleTimeout = Timeout }).WithLabels("");
        var native = Factory.CreateHistogram("i", "", ["l"], new HistogramOptions { Native = new(), IdleTimeout = Timeout }).WithLabels("");
        Expire();
        Assert.Empty(Scrape.Lines(Registry));

        counter.Inc(1e-300);
        gauge.Set(1);
        histogram.Observe(0);
        summary.Observe(0);
        info.Set(("version", "1"));
        states.Set("off", true);
        state.Set(DayOfWeek.Monday);
        native.Observe(0);

        Assert.Equal(8, Scrape.Lines(Registry).Length);
    }

    // R-060
    [Fact]
    public void A_metric_without_labels_stays()
    {
        Factory.CreateCounter("x_total", "", new CounterOptions { IdleTimeout = Timeout });
        Expire();

        Assert.Equal(["x_total 0"], Scrape.Lines(Registry));
    }

    // R-092: by default, no series expires.
    [Fact]
    public void By_default_series_stay_for_ever()
    {
        Factory.CreateCounter("x_total", "", "a").WithLabels("");
        Scrape.From(Registry);
        Clock.Advance(TimeSpan.FromDays(1000));

        Assert.Single(Scrape.Lines(Registry));
    }

    [Fact]
    public void Idle_series_do_not_count_towards_the_limit()
    {
        var family = Factory.CreateCounter("x_total", "", ["a"], new CounterOptions { IdleTimeout = Timeout, SeriesLimit = 1 });
        family.WithLabels("1").Inc();
        Expire();

        family.WithLabels("2").Inc();

        Assert.Equal(["x_total{a=\"2\"} 1"], Scrape.Lines(Registry));
    }

    [Fact]
    public void A_time_that_has_passed_before_it_begins_is_refused()
    {
        var refusal = Assert.Throws<ArgumentOutOfRangeException>(
            () => Factory.CreateCounter("x_total", "", new CounterOptions { IdleTimeout = TimeSpan.Zero }));
        Assert.Contains("IdleTimeout of 'x_total' must be more than zero", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_time_belongs_to_the_shape()
    {
        Counter();

        var refusal = Assert.Throws<InvalidOperationException>(() => Factory.CreateCounter("x_total", "", "a"));
        Assert.Contains("idle timeout 00:10:00", refusal.Message, StringComparison.Ordinal);
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    private IMetricFamily<ICounter> Counter() => Factory.CreateCounter("x_total", "", ["a"], new CounterOptions { IdleTimeout = Timeout });

    private void Expire()
    {
        Scrape.From(Registry);
        Clock.Advance(Timeout);
        Scrape.From(Registry);
    }

    [Collection(nameof(RunsAlone))]
    public class Beside_writers : EngineTest
    {
        // However series expire and revive between scrapes, no increment is lost while its series is referenced, and no label values have
        // two series.
        [Fact]
        public void No_increment_is_lost()
        {
            const int Threads = 4;
            const int Rounds = 20_000;
            var family = Factory.CreateCounter("x_total", "", ["a"], new CounterOptions { IdleTimeout = TimeSpan.FromTicks(1) });
            var held = family.WithLabels("held");

            using (ParallelRunner.Keep(2, _ =>
            {
                Clock.Advance(TimeSpan.FromSeconds(1));
                Scrape.From(Registry);
            }))
            {
                ParallelRunner.Do(Threads, worker =>
                {
                    for (var i = 0; i < Rounds; i++)
                    {
                        (i % 2 == 0 ? held : family.WithLabels("held")).Inc();
                    }
                });
            }

            held.Inc();
            Assert.Equal((Threads * Rounds) + 1, held.Value);
            Assert.Equal([$"x_total{{a=\"held\"}} {(Threads * Rounds) + 1}"], Scrape.Lines(Registry));
        }
    }
}
