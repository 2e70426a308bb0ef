using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments;

/// <summary>Series that come and go one by one, such as those of connections.</summary>
public class FamilyChurnTests : EngineTest
{
    // A counter with its labels has some 300 bytes.
    private const int BytesPerTurn = 1000;

    [Theory]
    [InlineData(10_000)]
    [InlineData(100_000)]
    public void A_series_that_comes_and_goes_costs_the_same_among_many_others(int series)
    {
        const int Turns = 20_000;
        var family = Fill(series);
        string[] values = [.. Enumerable.Range(0, Turns).Select(i => $"connection {i}")];

        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var value in values)
        {
            family.WithLabels(value).Inc();
            Assert.True(family.Remove(value));
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Turns * (long)BytesPerTurn);
    }

    // The oldest goes: what a family of the open connections does.
    [Fact]
    public void The_oldest_of_many_may_go_when_another_one_comes()
    {
        const int Open = 10_000;
        const int Turns = 30_000;
        var family = Fill(Open);
        string[] values = [.. Enumerable.Range(0, Open + Turns).Select(i => $"{i}")];

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Turns; i++)
        {
            Assert.True(family.Remove(values[i]));
            family.WithLabels(values[i + Open]).Inc();
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Turns * (long)BytesPerTurn);
        Assert.Equal(
            Enumerable.Range(Turns, Open).Select(i => $"x_total{{a=\"{i}\"}} 1"),
            Scrape.Lines(Registry));
    }

    // Otherwise each turn would make a chain of dead slots longer.
    [Fact]
    public void The_same_values_may_come_and_go_again_and_again()
    {
        const int Turns = 50_000;
        var family = Fill(10_000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Turns; i++)
        {
            family.WithLabels("again").Inc();
            Assert.True(family.Remove("again"));
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Turns * (long)BytesPerTurn);
    }

    [Fact]
    public void Removing_one_after_the_other_costs_a_constant_amount_each()
    {
        const int Series = 20_000;
        var family = Fill(Series);
        string[] values = [.. Enumerable.Range(0, Series).Select(i => $"{i}")];

        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var value in values)
        {
            Assert.True(family.Remove(value));
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Series * (long)BytesPerTurn);
        Assert.Empty(Scrape.Lines(Registry));
    }

    [Fact]
    public void Typed_series_that_stay_are_found_without_allocation_while_others_go()
    {
        var family = Fill(1000).WithLabelTypes<int>();
        for (var i = 0; i < 1000; i++)
        {
            family.WithLabels(i);
        }

        var stays = family.WithLabels(5);
        ICounter? found = null;

        Assert.Equal(0, Allocations.OfOneCall(ComeAndGo, () => found = family.WithLabels(5)));
        Assert.Same(stays, found);

        void ComeAndGo()
        {
            family.WithLabels(-1);
            Assert.True(family.Remove(-1));
        }
    }

    // The bound is an average: now and then the cache of the view is emptied, so that it keeps no removed series.
    [Fact]
    public void Typed_series_may_come_and_go_among_many_others()
    {
        const int Turns = 20_000;
        var family = Fill(10_000).WithLabelTypes<int>();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 1; i <= Turns; i++)
        {
            family.WithLabels(-i).Inc();
            family.WithLabels(i % 1000);
            Assert.True(family.Remove(-i));
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, Turns * (long)BytesPerTurn);
    }

    private IMetricFamily<ICounter> Fill(int series)
    {
        var family = Factory.CreateCounter("x_total", "", ["a"], new CounterOptions { SeriesLimit = 1_000_000 });
        for (var i = 0; i < series; i++)
        {
            family.WithLabels($"{i}").Inc();
        }

        return family;
    }

    [Collection(nameof(RunsAlone))]
    public class Beside_readers : EngineTest
    {
        [Fact]
        public void No_scrape_misses_a_series_that_stays_or_has_one_twice()
        {
            const int Stay = 500;
            const int Turns = 20_000;
            var family = Factory.CreateCounter("x_total", "", "a");
            for (var i = 0; i < Stay; i++)
            {
                family.WithLabels($"stays {i}");
                family.WithLabels($"goes {i}");
            }

            using var scrapes = ParallelRunner.Keep(2, _ =>
            {
                var lines = Scrape.Lines(Registry);
                Assert.Equal(lines.Length, lines.Distinct().Count());
                Assert.Equal(Stay, lines.Count(line => line.StartsWith("x_total{a=\"stays", StringComparison.Ordinal)));
            });
            using var lookups = ParallelRunner.Keep(1, _ =>
            {
                for (var i = 0; i < Stay; i++)
                {
                    Assert.Equal(0, family.WithLabels($"stays {i}").Value);
                }
            });
            for (var turn = 0; turn < Turns; turn++)
            {
                var value = $"goes {turn % Stay}";
                Assert.True(family.Remove(value));
                family.WithLabels(value).Inc();
            }
        }
    }
}
