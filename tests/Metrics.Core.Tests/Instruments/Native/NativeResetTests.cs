using System.Runtime.CompilerServices;
using PrometheusMetrics.Instruments;
using PrometheusMetrics.Tests.Instruments.Exemplars;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments.Native;

/// <summary>Resets that are scheduled because a histogram had to be made coarser before one was due.</summary>
public class NativeResetTests : EngineTest
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    //
    [Fact]
    public void A_coarser_histogram_is_reset_as_soon_as_that_is_allowed()
    {
        var histogram = Create(new() { MaxBuckets = 1, GrowthFactor = 2, ZeroThreshold = 0, MinResetDuration = Hour, MaxZeroThreshold = 1 }, 1);
        Clock.Advance(Hour / 2);
        Observe(histogram, 1, 2, 4, 8);
        Assert.Equal("1:1 Infinity:3 sum:15 schema:-2 threshold:1 zero:1 -[] +[1:3]", Recorded());
        Assert.Equal(1, Clock.Timers);

        Clock.Advance((Hour / 2) - TimeSpan.FromTicks(1));
        Assert.Equal(4, Sample().Value);

        Clock.Advance(TimeSpan.FromTicks(1));
        Assert.Equal("1:0 Infinity:0 sum:0 schema:0 threshold:0 zero:0 -[] +[]", Recorded());
        Assert.Equal(Clock.UtcNow, Sample().Created);
        Assert.Equal(0, Clock.Timers);

        Observe(histogram, 2);
        Assert.Equal("1:0 Infinity:1 sum:2 schema:0 threshold:0 zero:0 -[] +[1:1]", Recorded());
    }

    // the timer may be late, and then it resets, not the next observation.
    [Fact]
    public void While_a_reset_is_scheduled_no_observation_resets()
    {
        var histogram = Create(new() { MaxBuckets = 1, GrowthFactor = 2, MinResetDuration = Hour });
        Observe(histogram, 1, 2);

        Clock.Timestamp += (long)(2 * Hour.TotalSeconds) * Clock.TimestampFrequency;
        Observe(histogram, 16);
        Assert.Equal(3, Sample().Value);

        Clock.Advance(Hour);
        Assert.Equal(0, Sample().Value);
    }

    // The system's timers know no longer time than 49 days.
    [Fact]
    public void A_reset_may_be_years_away()
    {
        var histogram = Create(new() { MaxBuckets = 1, GrowthFactor = 2, MinResetDuration = TimeSpan.FromDays(1000) });
        Observe(histogram, 1, 2);

        Clock.Advance(TimeSpan.FromDays(999.9));
        Assert.Equal((2, 1), (Sample().Value, Clock.Timers));

        Clock.Advance(TimeSpan.FromDays(0.1));
        Assert.Equal((0, 0), (Sample().Value, Clock.Timers));
    }

    // A thread may be interrupted between the look at the clock and the making of the timer, until the reset is overdue.
    [Fact]
    public void A_reset_may_fall_due_while_it_is_scheduled()
    {
        var clock = new AskedClock();
        using var registry = new MetricRegistry();
        var options = new HistogramOptions { Native = new() { MaxBuckets = 1, MinResetDuration = Hour } };
        var histogram = new MetricFactory(registry, clock).CreateHistogram("h", "", options);

        clock.OnTimestamp = () => clock.OnTimestamp = () => clock.Timestamp += (long)(2 * Hour.TotalSeconds) * clock.TimestampFrequency;
        Observe(histogram, 1, 2);

        Assert.Equal(2, registry.GetSampleValue("h_count"));
    }

    [Fact]
    public void The_longest_duration_is_no_trouble()
    {
        using var registry = new MetricRegistry();
        var histogram = new MetricFactory(registry).CreateHistogram("h", "", new HistogramOptions { Native = new() { MaxBuckets = 1, MinResetDuration = TimeSpan.MaxValue } });

        Observe(histogram, 1, 2);

        Assert.Equal(2, registry.GetSampleValue("h_count"));
    }

    // A removed series is garbage, however far away its reset is; and the timer of one that is gone does nothing.
    [Fact]
    public void A_scheduled_reset_keeps_no_series_alive()
    {
        var weak = Schedule(Clock);

        for (var i = 0; i < 10 && weak.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.False(weak.IsAlive);
        Clock.Advance(Hour);
        Assert.Equal(0, Clock.Timers);
    }

    // What a request carries along must not live as long as the timer.
    [Fact]
    public void A_scheduled_reset_keeps_no_context_alive()
    {
        var clock = new ContextClock();
        using var registry = new MetricRegistry();
        var histogram = new MetricFactory(registry, clock).CreateHistogram("h", "", new HistogramOptions { Native = new() { MaxBuckets = 1, MinResetDuration = Hour } });

        Observe(histogram, 1, 2);

        Assert.True(clock.WasSuppressed);
        Assert.False(ExecutionContext.IsFlowSuppressed());
    }

    // What a series has counted is what is large about it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Schedule(TestTimeProvider clock)
    {
        using var registry = new MetricRegistry();
        var limit = new NativeLimit(
            1,
            NativeHistogramConfig.Create("h", NativeHistogramSettings.Read(new() { MaxBuckets = 1, MinResetDuration = Hour })),
            new ExemplarPolicy(ExemplarSettings.Read(null, registry.Events), "h", new FamilyContext(clock, registry.Events)));
        foreach (var value in new[] { 1.0, 2.0 })
        {
            limit.Enforce(limit.Tally, new NativeObservation(value, 0, limit.Tally.Layout, limit.Tally.Layout.KeyOf(value)));
        }

        Assert.Equal(1, clock.Timers);
        return new WeakReference(limit);
    }

    private static void Observe(IHistogram histogram, params double[] values) => Array.ForEach(values, histogram.Observe);

    private IHistogram Create(NativeHistogramOptions native, params double[] bounds) => Factory.CreateHistogram("h", "", new HistogramOptions { Buckets = bounds, Native = native });

    private RecordedSample Sample() => Assert.Single(Scrape.Of(Registry).Find("h")!.Samples);

    private string Recorded() => Sample().Text;

    private sealed class ContextClock : TimeProvider
    {
        public bool WasSuppressed { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            WasSuppressed = ExecutionContext.IsFlowSuppressed();
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
