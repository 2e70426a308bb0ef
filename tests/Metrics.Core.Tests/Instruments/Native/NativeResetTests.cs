using System.Runtime.CompilerServices;
using PrometheusMetrics.Instruments;
using PrometheusMetrics.Tests.Instruments.Exemplars;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments.Native;

/// <summary>Resets that are scheduled because a bucket reduction was necessary before a reset was allowed.</summary>
public class NativeResetTests : EngineTest
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    //
    [Fact]
    public void A_coarser_histogram_is_reset_as_soon_as_that_is_allowed()
    {
        var histogram = Create(
            new() { MaxBuckets = 1, GrowthFactor = 2, ZeroThreshold = 0, MinResetDuration = Hour, MaxZeroThreshold = 1 }, 1);
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

    // if the timer is late, it is still the timer that resets, and not the next observation.
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

    // System timers accept at most 49 days.
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

    // A thread may be preempted between reading the time and creating the timer, until the reset is overdue.
    [Fact]
    public void A_reset_may_become_due_while_it_is_scheduled()
    {
        var clock = new CountingTimeProvider();
        using var registry = new MetricRegistry();
        var options = new HistogramOptions { Native = new() { MaxBuckets = 1, MinResetDuration = Hour } };
        var histogram = new MetricFactory(registry, clock).CreateHistogram("h", "", options);

        clock.OnTimestamp = () => clock.OnTimestamp = () => clock.Timestamp += (long)(2 * Hour.TotalSeconds) * clock.TimestampFrequency;
        Observe(histogram, 1, 2);

        Assert.Equal(2, registry.GetSampleValue("h_count"));
    }

    [Fact]
    public void The_longest_duration_is_accepted()
    {
        using var registry = new MetricRegistry();
        var histogram = new MetricFactory(registry).CreateHistogram(
            "h", "", new HistogramOptions { Native = new() { MaxBuckets = 1, MinResetDuration = TimeSpan.MaxValue } });

        Observe(histogram, 1, 2);

        Assert.Equal(2, registry.GetSampleValue("h_count"));
    }

    // A removed series is collected, however late its reset is due; its timer then does nothing.
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

    // The timer must not keep the execution context of a request alive.
    [Fact]
    public void A_scheduled_reset_keeps_no_context_alive()
    {
        var clock = new ContextClock();
        using var registry = new MetricRegistry();
        var histogram = new MetricFactory(registry, clock).CreateHistogram(
            "h", "", new HistogramOptions { Native = new() { MaxBuckets = 1, MinResetDuration = Hour } });

        Observe(histogram, 1, 2);

        Assert.True(clock.WasSuppressed);
        Assert.False(ExecutionContext.IsFlowSuppressed());
    }

    // The state is the large part of a series.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Schedule(TestTimeProvider clock)
    {
        using var registry = new MetricRegistry();
        var limiter = new BucketLimiter(
            1,
            NativeHistogramConfig.Create("h", NativeHistogramSettings.Read(new() { MaxBuckets = 1, MinResetDuration = Hour })),
            new ExemplarSampling(ExemplarSettings.Read(null, registry.FamilyHost), "h", new FamilyContext(clock, registry.FamilyHost)));
        foreach (var value in new[] { 1.0, 2.0 })
        {
            limiter.Apply(limiter.State, new NativeObservation(value, 0, limiter.State.Layout, limiter.State.Layout.KeyOf(value)));
        }

        Assert.Equal(1, clock.Timers);
        return new WeakReference(limiter);
    }

    private static void Observe(IHistogram histogram, params double[] values) => Array.ForEach(values, histogram.Observe);

    private IHistogram Create(NativeHistogramOptions native, params double[] bounds) =>
        Factory.CreateHistogram("h", "", new HistogramOptions { Buckets = bounds, Native = native });

    private RecordedSample Sample() => Assert.Single(Scrape.From(Registry).Find("h")!.Samples);

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
