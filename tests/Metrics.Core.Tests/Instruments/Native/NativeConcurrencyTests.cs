using System.Diagnostics;
using PrometheusMetrics.Streaming;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments.Native;

// Principles 2 and 3
[Collection(nameof(RunsAlone))]
public class NativeConcurrencyTests : EngineTest
{
    private static readonly double[] Bounds = [1, 100];

    //
    [Theory]
    [InlineData("none", 2000)]
    [InlineData("halving", 100_000)]
    [InlineData("widening", 100_000)]
    [InlineData("resets", 100_000)]
    public void Every_snapshot_is_consistent_during_any_bucket_reduction(string limit, int snapshots)
    {
        // The coarsest layout does not change any more, so there is a new histogram from time to time, and the range of its values grows
        // step by step.
        const int BatchesOfEach = 200;
        var (histogram, batches, rounds) = (Create(limit, 0), 0, 0);
        var visitor = new NativeVisitor();
        var layouts = new HashSet<(int Round, int Schema, double Threshold, DateTimeOffset? Created)>();

        using var runner = ParallelRunner.Keep(8, worker =>
        {
            var batch = Interlocked.Increment(ref batches);
            var octaves = 0.01 * Math.Pow(2, batch % BatchesOfEach / 20.0);
            var random = new Random(batch);
            for (var i = 0; i < 100; i++)
            {
                Volatile.Read(ref histogram).Observe(Math.Pow(2, (random.NextDouble() - 0.5) * octaves) * ((i % 3) - 1));
            }
        });

        // Also until there were observations: the threads may begin late.
        var deadline = Stopwatch.GetTimestamp() + (Stopwatch.Frequency * (long)ParallelRunner.Deadline.TotalSeconds);
        for (var i = 0; i < snapshots || (Volatile.Read(ref batches) < 2 * BatchesOfEach && Stopwatch.GetTimestamp() < deadline); i++)
        {
            if (Volatile.Read(ref batches) / BatchesOfEach > rounds)
            {
                rounds = Volatile.Read(ref batches) / BatchesOfEach;
                Volatile.Write(ref histogram, Create(limit, rounds));
            }

            Clock.Advance(TimeSpan.FromSeconds(1));
            ((Series)Volatile.Read(ref histogram)).Collect(visitor);
            Assert.Equal(visitor.Count, visitor.InNative);
            layouts.Add((rounds, visitor.Schema, visitor.Threshold, visitor.Created));
        }

        var reductions = layouts.Count - layouts.Select(layout => layout.Round).Distinct().Count();
        Assert.True(limit == "none" || reductions > 0, "There was no bucket reduction.");
    }

    // without resets, no observation is lost.
    [Theory]
    [InlineData(1, "none")]
    [InlineData(8, "none")]
    [InlineData(8, "halving")]
    [InlineData(8, "widening")]
    public void No_observation_is_lost(int writers, string limit)
    {
        const int EachObserves = 100_000;
        var histogram = Create(limit, 0);

        using (ParallelRunner.Keep(2, _ => Scrape.From(Registry)))
        {
            ParallelRunner.Do(writers, worker =>
            {
                for (var i = 0; i < EachObserves; i++)
                {
                    histogram.Observe(Math.ScaleB(1 - (2 * ((i + worker) % 2)), ((i + worker) % 40) - 20));
                }
            });
        }

        var visitor = new NativeVisitor();
        ((Series)histogram).Collect(visitor);
        Assert.Equal(writers * EachObserves, visitor.Count);
        Assert.Equal(visitor.Count, visitor.InNative);
        Assert.True(limit == "none" ? visitor.Populated == 40 : visitor.Populated <= 10);
    }

    // Within one layout, the count of each bucket only increases from snapshot to snapshot.
    [Fact]
    public void No_count_ever_goes_back()
    {
        var histogram = Create("none", 0);
        var (visitor, before) = (new NativeVisitor(), new Dictionary<int, long>());

        using var runner = ParallelRunner.Keep(6, worker => histogram.Observe(worker + 1));
        for (var i = 0; i < 5000; i++)
        {
            ((Series)histogram).Collect(visitor);
            Assert.All(before, bucket => Assert.True(visitor.Positive[bucket.Key] >= bucket.Value));
            before = new Dictionary<int, long>(visitor.Positive);
        }
    }

    private IHistogram Create(string limit, int round) => Factory.CreateHistogram($"h{round}", "", new HistogramOptions
    {
        Buckets = Bounds,
        Native = limit switch
        {
            "halving" => new() { MaxBuckets = 10, GrowthFactor = 1.001 },
            "widening" => new() { MaxBuckets = 10, GrowthFactor = 1.001, MaxZeroThreshold = 1e20 },
            "resets" => new() { MaxBuckets = 10, GrowthFactor = 1.001, MinResetDuration = TimeSpan.FromSeconds(5) },
            _ => new() { MaxBuckets = 0 },
        },
    });
}
