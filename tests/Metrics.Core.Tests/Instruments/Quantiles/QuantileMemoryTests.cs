using PrometheusMetrics.Instruments;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments.Quantiles;

public sealed class QuantileMemoryTests
{
    private static readonly QuantileObjectives Objectives =
        QuantileObjectives.Create([new(0.5, 0.05), new(0.9, 0.01), new(0.99, 0.001)], "s");

    [Fact]
    public void Observing_reading_and_rotating_allocate_nothing_in_the_long_run()
    {
        var clock = new TestTimeProvider();
        var window = new QuantileWindow(Objectives, TimeSpan.FromSeconds(100), 5, clock);

        Assert.Equal(0, Allocations.InTheLongRun(() => Run(window, clock)));
    }

    // So do writers that have read the time and were delayed while others rotated.
    [Fact]
    public void A_clock_that_goes_back_and_forth_adds_no_sketches()
    {
        var clock = new TestTimeProvider();
        var window = new QuantileWindow(Objectives, TimeSpan.FromSeconds(100), 5, clock);
        var (early, late) = (clock.Timestamp, clock.Timestamp + (30 * clock.TimestampFrequency));

        Assert.Equal(0, Allocations.InTheLongRun(() =>
        {
            for (var i = 0; i < 20_000; i++)
            {
                clock.Timestamp = i / 1000 % 2 == 0 ? early : late;
                window.Observe(i % 100);
            }
        }));
    }

    [Fact]
    public void A_quiet_series_is_small()
    {
        var clock = new TestTimeProvider();

        Assert.InRange(Allocations.InTheLongRun(() => Create(observations: 0)), 1, 400);
        Assert.InRange(Allocations.InTheLongRun(() => Create(observations: 10)), 1, 600);

        void Create(int observations)
        {
            var window = new QuantileWindow(Objectives, TimeSpan.FromSeconds(100), 5, clock);
            for (var i = 0; i < observations; i++)
            {
                window.Observe(i);
            }

            GC.KeepAlive(window);
        }
    }

    [Theory]
    [InlineData(10_000)]
    [InlineData(1_000_000)]
    public void Many_values_are_kept_in_a_few_samples(int count)
    {
        var random = new Random(1);
        var sketches = (From: new CkmsSketch(), To: new CkmsSketch());
        var batch = new double[500];
        for (var i = 0; i < count / batch.Length; i++)
        {
            foreach (ref var value in batch.AsSpan())
            {
                value = random.NextDouble();
            }

            Array.Sort(batch);
            sketches.To.SetToMerged(sketches.From, batch, Objectives);
            sketches = (sketches.To, sketches.From);
        }

        Assert.Equal(count, sketches.From.Total);
        Assert.InRange(sketches.From.SampleCount, 10, 100);
    }

    private static void Run(QuantileWindow window, TestTimeProvider clock)
    {
        Span<double> answers = stackalloc double[3];
        var random = 1u;
        for (var i = 0; i < 200_000; i++)
        {
            random = (random * 1_664_525) + 1_013_904_223;
            window.Observe(random);
            if (i % 1000 == 0)
            {
                window.Read(answers);
                clock.Advance(TimeSpan.FromSeconds(i % 7000 == 0 ? 30 : 3));
            }
        }
    }
}
