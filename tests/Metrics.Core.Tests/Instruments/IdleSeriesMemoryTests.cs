using System.Runtime.CompilerServices;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

/// <summary>The memory of the process, so no other test may run at the same time.</summary>
[Collection(nameof(RunsAlone))]
public class IdleSeriesMemoryTests : EngineTest
{
    private const int Series = 20_000;

    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_is_freed_when_the_series_have_gone(bool byExpiry)
    {
        Run(wave: 0, series: 10, byExpiry);
        var before = Memory();

        var peak = Run(wave: 1, Series, byExpiry) - before;

        Assert.InRange((Memory() - before) / (double)peak, -1, 0.05);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long Run(int wave, int series, bool byExpiry)
    {
        var family = Factory.CreateGauge(
            "g", "", ["a"], new GaugeOptions { IdleTimeout = Timeout, SeriesLimit = 1_000_000 });
        var typed = family.WithLabelTypes<string>();
        for (var i = 0; i < series; i++)
        {
            typed.WithLabels($"{wave}-{i}").Set(1);
        }

        Scrape.From(Registry, TestContext.Current.CancellationToken);
        var peak = Memory();
        if (byExpiry)
        {
            Clock.Advance(Timeout);
        }
        else
        {
            for (var i = 0; i < series; i++)
            {
                Assert.True(typed.Remove($"{wave}-{i}"));
            }
        }

        // The first use of the view drops its cache; the next scrape forgets what the garbage collector has freed since the first one.
        for (var i = 0; i < 2; i++)
        {
            Assert.DoesNotContain(Scrape.Lines(Registry), line => line.StartsWith("g{", StringComparison.Ordinal));
            typed.WithLabels("last");
            Assert.True(typed.Remove("last"));
            Memory();
        }

        return peak;
    }

    private static long Memory()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
