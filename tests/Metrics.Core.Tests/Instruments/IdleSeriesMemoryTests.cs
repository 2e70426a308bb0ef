using System.Runtime.CompilerServices;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

public class IdleSeriesMemoryTests : EngineTest
{
    private const int Series = 5_000;

    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_is_freed_when_the_series_have_gone(bool byExpiry)
    {
        Run(wave: 0, series: 10, byExpiry);
        var before = Retained.Bytes(Factory, Registry);

        var (peak, series) = Run(wave: 1, Series, byExpiry);

        Assert.InRange((Retained.Bytes(Factory, Registry) - before) / (double)(peak - before), -0.05, 0.05);
        Assert.DoesNotContain(series, one => one.IsAlive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private (long Peak, IReadOnlyList<WeakReference> Series) Run(int wave, int series, bool byExpiry)
    {
        var family = Factory.CreateGauge(
            "g", "", ["a"], new GaugeOptions { IdleTimeout = Timeout, SeriesLimit = 1_000_000 });
        var typed = family.WithLabelTypes<string>();
        var written = Enumerable.Range(0, series).Select(i => Write(typed, $"{wave}-{i}")).ToList();
        Scrape.From(Registry, TestContext.Current.CancellationToken);
        var peak = Retained.Bytes(Factory, Registry);
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
            Collect();
        }

        return (peak, written);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Write(IMetricFamily<IGauge, string> family, string label)
    {
        var gauge = family.WithLabels(label);
        gauge.Set(1);
        return new WeakReference(gauge);
    }

    private static void Collect()
    {
        for (var i = 0; i < 2; i++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
    }
}
