using PrometheusMetrics.Instruments;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments.Native;

public class BucketLimiterTests : EngineTest
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    // R-295
    [Fact]
    public void Without_a_limit_there_are_as_many_buckets_as_values_need()
    {
        var histogram = Create(new() { MaxBuckets = 0, GrowthFactor = 1.1 });

        Observe(histogram, [.. Enumerable.Range(0, 1000).Select(i => Math.Pow(1.2, i))]);

        Assert.True(Buckets() > 160);
        Assert.Equal(1000, Sample().Value);
    }

    // R-295: the default. Values without large gaps, so that one reduction is always enough.
    [Fact]
    public void There_are_never_more_than_160_buckets()
    {
        var histogram = Create(new());

        for (var i = -500; i < 500; i++)
        {
            Observe(histogram, Math.Pow(1.05, i) * (i % 2 == 0 ? 1 : -1));
            Assert.True(Buckets() <= 160);
        }

        Assert.Equal(1000, Sample().Value);
    }

    // R-296: the zero bucket doesn't count, and NaN isn't observed.
    [Fact]
    public void The_limit_itself_is_allowed()
    {
        var histogram = Create(new() { MaxBuckets = 2, GrowthFactor = 2, ZeroThreshold = 0 });

        Observe(histogram, 0, double.NaN, 1, 2, 1, 2);
        Assert.Equal("Infinity:5 sum:6 schema:0 threshold:0 zero:1 -[] +[0:2 1:2]", Recorded());

        Observe(histogram, 4);
        Assert.Equal("Infinity:6 sum:10 schema:-1 threshold:0 zero:1 -[] +[0:2 1:3]", Recorded());
    }

    // R-297, R-301, R-302
    [Fact]
    public void First_it_is_reset_if_that_is_due()
    {
        var histogram = Create(
            new() { MaxBuckets = 2, GrowthFactor = 2, ZeroThreshold = 0, MinResetDuration = Hour, MaxZeroThreshold = 1 }, 1, 2);
        Observe(histogram, 0, -1, 1.5);
        Clock.Advance(Hour);
        Assert.Equal("1:2 2:1 Infinity:0 sum:0.5 schema:0 threshold:0 zero:1 -[0:1] +[1:1]", Recorded());

        Observe(histogram, 4);

        Assert.Equal("1:0 2:0 Infinity:1 sum:4 schema:0 threshold:0 zero:0 -[] +[2:1]", Recorded());
        Assert.Equal(Clock.UtcNow, Sample().Created);
        Assert.Equal(0, Clock.Timers);
    }

    // R-297: the time runs from the last reset.
    [Fact]
    public void It_is_reset_again_when_that_is_due_again()
    {
        var histogram = Create(new() { MaxBuckets = 1, GrowthFactor = 2, MinResetDuration = Hour });
        Clock.Advance(Hour);
        Observe(histogram, 1, 2);
        Assert.Equal(1, Sample().Value);

        Clock.Advance(Hour - TimeSpan.FromTicks(1));
        Observe(histogram, 4);
        Assert.Equal(2, Sample().Value);
        Assert.Equal(1, Clock.Timers);
    }

    // R-298
    [Fact]
    public void Else_the_zero_bucket_is_widened()
    {
        var histogram = Create(new() { MaxBuckets = 2, GrowthFactor = 2, MaxZeroThreshold = 1 });

        Observe(histogram, 0.7, 2, 4);

        Assert.Equal("Infinity:3 sum:6.7 schema:0 threshold:1 zero:1 -[] +[1:1 2:1]", Recorded());
        Observe(histogram, 0.9, -0.3, 1, 1.1);
        Assert.Equal("Infinity:7 sum:9.4 schema:0 threshold:1 zero:4 -[] +[1:2 2:1]", Recorded());
    }

    // R-298
    [Fact]
    public void Both_signs_become_zero()
    {
        var histogram = Create(new() { MaxBuckets = 3, GrowthFactor = 2, MaxZeroThreshold = 1 });

        Observe(histogram, 0.7, -0.7, -2, 4);

        Assert.Equal("Infinity:4 sum:2 schema:0 threshold:1 zero:2 -[1:1] +[2:1]", Recorded());
    }

    // R-298: the maximum zero threshold is never exceeded; then, or if there is none, buckets get coarser.
    [Fact]
    public void The_zero_bucket_is_not_widened_beyond_its_limit()
    {
        var histogram = Create(new() { MaxBuckets = 1, GrowthFactor = 2, ZeroThreshold = 0, MaxZeroThreshold = 0.99 });

        Observe(histogram, 0.7, 2);

        Assert.Equal("Infinity:2 sum:2.7 schema:-1 threshold:0 zero:0 -[] +[0:1 1:1]", Recorded());
    }

    // R-299: three times here, since the octaves have 8 buckets at first.
    [Fact]
    public void Else_buckets_get_twice_as_wide()
    {
        var histogram = Create(new() { MaxBuckets = 4, GrowthFactor = 1.1, ZeroThreshold = 0 });

        Observe(histogram, [.. Enumerable.Range(0, 17).Select(i => Math.Pow(2, i / 8.0))]);

        Assert.Equal("Infinity:17 sum:37.1 schema:0 threshold:0 zero:0 -[] +[0:1 1:8 2:8]", Rounded());
    }

    // R-299: one reduction for each observation, as long as there are too many.
    [Fact]
    public void One_observation_leads_to_one_reduction()
    {
        var histogram = Create(new() { MaxBuckets = 1, GrowthFactor = 1.1, ZeroThreshold = 0 });

        Observe(histogram, 1, 1024);
        Assert.Equal("Infinity:2 sum:1025 schema:2 threshold:0 zero:0 -[] +[0:1 40:1]", Recorded());

        Observe(histogram, 1024);
        Assert.Equal("Infinity:3 sum:2049 schema:1 threshold:0 zero:0 -[] +[0:1 20:2]", Recorded());
    }

    // R-299
    [Fact]
    public void The_coarsest_schema_stays()
    {
        var histogram = Create(new() { MaxBuckets = 1, GrowthFactor = 65536, ZeroThreshold = 0 });

        Observe(histogram, 1, 1e-300, 1e300, double.PositiveInfinity, -1);

        Assert.Equal("Infinity:5 sum:Infinity schema:-4 threshold:0 zero:0 -[0:1] +[-62:1 0:1 63:1 65:1]", Recorded());
    }

    [Fact]
    public void An_observation_that_is_late_for_a_reset_is_lost_with_it()
    {
        var limiter = new BucketLimiter(
            1,
            NativeHistogramConfig.Create("h", NativeHistogramSettings.Read(new() { MaxBuckets = 1, MinResetDuration = Hour })),
            new ExemplarSampling(ExemplarSettings.Read(null, Registry.FamilyHost), "h", new FamilyContext(Clock, Registry.FamilyHost)));
        var before = limiter.State;
        Clock.Advance(Hour);
        Add(limiter, before, 1);
        Add(limiter, before, 2);

        Add(limiter, before, 4);

        Assert.NotSame(before, limiter.State);
        Assert.Equal(1, limiter.State.PopulatedBuckets.Populated);
        Span<long> counts = stackalloc long[1];
        var snapshot = new NativeHistogramSnapshot(limiter.State.Layout, counts);
        limiter.State.Read(ref snapshot);
        Assert.Equal(2, snapshot.Histogram.Sum);
        snapshot.Dispose();
    }

    private static void Add(BucketLimiter limiter, NativeHistogramState state, double value)
    {
        var observation = new NativeObservation(value, 0, state.Layout, state.Layout.KeyOf(value));
        byte contention = 0;
        Assert.True(state.Add(observation, ref contention));
        limiter.Apply(state, observation);
    }

    private static void Observe(IHistogram histogram, params double[] values) => Array.ForEach(values, histogram.Observe);

    private IHistogram Create(NativeHistogramOptions native, params double[] bounds) =>
        Factory.CreateHistogram("h", "", new HistogramOptions { Buckets = bounds, Native = native });

    private RecordedSample Sample() => Assert.Single(Scrape.From(Registry).Find("h")!.Samples);

    private string Recorded() => Sample().Text;

    private string Rounded() => System.Text.RegularExpressions.Regex.Replace(Recorded(), @"(sum:\d+\.\d)\d*", "$1");

    private int Buckets() => Recorded().Split("-[")[1].Count(character => character == ':');
}
