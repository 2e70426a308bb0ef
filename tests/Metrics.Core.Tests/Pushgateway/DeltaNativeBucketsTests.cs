using PrometheusMetrics.Collection;
using PrometheusMetrics.Pushgateway;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Pushgateway;

/// <summary>The additions to native histograms, whose buckets change while they count.</summary>
public class DeltaNativeBucketsTests
{
    private readonly DeltaTracker _tracker = new();

    [Fact]
    public async Task Counts_are_subtracted_bucket_by_bucket()
    {
        await AcceptAsync(new Native(3, 0, 1) { Positive = [(2, 5), (4, 1)], Negative = [(1, 1)] });

        Assert.Equal(
            "Infinity:5 sum:5 schema:3 threshold:0 zero:1 -[1:1] +[2:1 9:2]",
            await AcceptAsync(new Native(3, 0, 2) { Positive = [(2, 6), (4, 1), (9, 2)], Negative = [(1, 2)] }));
    }

    [Fact]
    public async Task A_histogram_that_has_halved_its_resolution_goes_on()
    {
        await AcceptAsync(new Native(3, 0, 0) { Positive = [(1, 1), (2, 2), (3, 4)], Negative = [(-3, 1), (0, 1)] });

        // Index 1 and 2 become 1, 3 and 4 become 2; twice: 1 to 4 become 1.
        Assert.Equal(
            "Infinity:3 sum:3 schema:2 threshold:0 zero:0 -[0:1] +[2:2]",
            await AcceptAsync(new Native(2, 0, 0) { Positive = [(1, 3), (2, 6)], Negative = [(-1, 1), (0, 2)] }));
        Assert.Equal(
            "Infinity:1 sum:1 schema:1 threshold:0 zero:0 -[] +[1:1]",
            await AcceptAsync(new Native(1, 0, 0) { Positive = [(1, 10)], Negative = [(0, 3)] }));
    }

    [Fact]
    public async Task A_histogram_that_has_widened_its_zero_bucket_goes_on()
    {
        // Schema 0: bucket i ends at 2^i.
        await AcceptAsync(new Native(0, 0.125, 1) { Positive = [(-2, 1), (-1, 2), (0, 4)], Negative = [(-1, 8), (3, 1)] });

        Assert.Equal(
            "Infinity:6 sum:6 schema:0 threshold:0.5 zero:1 -[3:2] +[0:3]",
            await AcceptAsync(new Native(0, 0.5, 13) { Positive = [(0, 7)], Negative = [(3, 3)] }));
    }

    // Schema 1: bucket -3 ends at 0.35, and bucket -1 at 0.71.
    [Fact]
    public async Task A_wider_zero_bucket_has_what_the_buckets_of_any_resolution_below_its_end_had()
    {
        await AcceptAsync(new Native(1, 0, 0) { Positive = [(-3, 1), (-1, 1)], Negative = [(-3, 1), (-1, 1)] });

        Assert.Equal(
            "Infinity:3 sum:3 schema:1 threshold:0.5 zero:1 -[-1:1] +[-1:1]",
            await AcceptAsync(new Native(1, 0.5, 3) { Positive = [(-1, 2)], Negative = [(-1, 2)] }));
    }

    // Even at the smallest number, at which there is none that is only a little greater.
    [Theory]
    [InlineData(0.5, -1)]
    [InlineData(double.Epsilon, -1074)]
    public async Task A_bucket_that_ends_with_the_zero_bucket_is_in_it(double threshold, int index)
    {
        await AcceptAsync(new Native(0, 0, 1) { Positive = [(index, 2)] });

        Assert.EndsWith(" zero:1 -[] +[]", await AcceptAsync(new Native(0, threshold, 4)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_histogram_that_did_both_goes_on()
    {
        await AcceptAsync(new Native(1, 0, 0) { Positive = [(-3, 1), (-2, 1), (1, 1), (2, 1)] });

        Assert.Equal(
            "Infinity:1 sum:1 schema:0 threshold:0.5 zero:1 -[] +[]",
            await AcceptAsync(new Native(0, 0.5, 3) { Positive = [(1, 2)] }));
    }

    [Theory]
    [InlineData(4, 0.0)]
    [InlineData(3, 0.001)]
    public async Task A_histogram_with_finer_buckets_began_again(int schema, double threshold)
    {
        await AcceptAsync(new Native(3, 0.01, 0) { Positive = [(30, 5)] });

        Assert.EndsWith(" +[30:6]", await AcceptAsync(new Native(schema, threshold, 0) { Positive = [(30, 6)] }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_histogram_with_a_smaller_bucket_began_again_and_keeps_what_was_rejected()
    {
        await AcceptAsync(new Native(3, 0, 0) { Positive = [(1, 5)] });
        await SettleAsync(new Native(3, 0, 0) { Positive = [(1, 5), (2, 2)] }, accept: false);

        Assert.Equal(
            "Infinity:4 sum:4 schema:3 threshold:0 zero:0 -[] +[1:1 2:2 7:1]",
            await AcceptAsync(new Native(3, 0, 0) { Positive = [(1, 1), (7, 1)] }));
        Assert.Equal(
            "Infinity:1 sum:1 schema:3 threshold:0 zero:0 -[] +[7:1]",
            await AcceptAsync(new Native(3, 0, 0) { Positive = [(1, 1), (7, 2)] }));
    }

    // The number of all observations is greater.
    [Theory]
    [InlineData(4, 9, 9)]
    [InlineData(9, 4, 9)]
    [InlineData(9, 9, 4)]
    public async Task A_histogram_with_any_smaller_bucket_began_again(int zero, int positive, int negative)
    {
        await AcceptAsync(new Native(3, 0, 5) { Positive = [(1, 5)], Negative = [(1, 5)] });

        Assert.Equal(
            $"Infinity:22 sum:22 schema:3 threshold:0 zero:{zero} -[1:{negative}] +[1:{positive}]",
            await AcceptAsync(new Native(3, 0, zero) { Positive = [(1, positive)], Negative = [(1, negative)] }));
    }

    [Fact]
    public async Task A_bucket_that_is_reported_without_observations_hides_no_other()
    {
        Assert.EndsWith(
            " +[1:5 2:0]",
            await AcceptAsync(new Native(3, 0, 0) { Positive = [(1, 5), (2, 0)] }),
            StringComparison.Ordinal);
        Assert.EndsWith(
            " +[1:1]",
            await AcceptAsync(new Native(3, 0, 0) { Positive = [(1, 6), (2, 0)] }),
            StringComparison.Ordinal);
    }

    // The histogram of the engine joins its buckets while it counts, in steps that the tracker does not see.
    [Fact]
    public async Task The_deltas_of_a_histogram_that_reduces_its_buckets_add_up_to_all_observations()
    {
        var registry = new MetricRegistry();
        var histogram = new MetricFactory(registry).CreateHistogram("x", "", new HistogramOptions
        {
            Buckets = [],
            Native = new NativeHistogramOptions
            {
                GrowthFactor = 1.1,
                MaxBuckets = 8,
                MaxZeroThreshold = 0.001,
                MinResetDuration = TimeSpan.Zero,
            },
        });
        var random = new Random(12);
        var (counted, inBuckets) = (0L, 0L);
        for (var round = 0; round < 200; round++)
        {
            for (var i = random.Next(5); i > 0; i--)
            {
                histogram.Observe(Math.Exp((random.NextDouble() * (4 + (round / 5.0))) - (round / 10.0)) * (random.Next(2) - 0.5));
                counted++;
            }

            var delta = await _tracker.CollectAsync(registry, new CollectionRequest { Names = new HashSet<string> { "x" } });
            var visitor = new CountingVisitor();
            using (var reader = delta.Read())
            {
                while (reader.Read(visitor))
                {
                }
            }

            inBuckets += visitor.NativeCount;
            Assert.Equal(visitor.Count, visitor.NativeCount);
            delta.Accept();
        }

        Assert.Equal(counted, inBuckets);
    }

    private Task<string> AcceptAsync(Native native) => SettleAsync(native, accept: true);

    private async Task<string> SettleAsync(Native native, bool accept)
    {
        var delta = await _tracker.CollectAsync(native.ToSource());
        var visitor = new RecordingVisitor();
        using (var reader = delta.Read())
        {
            while (reader.Read(visitor))
            {
            }
        }

        if (accept)
        {
            delta.Accept();
        }
        else
        {
            delta.Reject();
        }

        return visitor.Lines.Single()[2..];
    }

    private sealed record Native(int Schema, double Threshold, long Zero)
    {
        public (int Index, long Count)[] Positive { get; init; } = [];

        public (int Index, long Count)[] Negative { get; init; } = [];

        public ReportedSource ToSource()
        {
            var count = Zero + Positive.Sum(bucket => bucket.Count) + Negative.Sum(bucket => bucket.Count);
            return new ReportedSource().Add(MetricType.Histogram, "x", visitor => visitor.Histogram(
                LabelSet.Empty,
                new HistogramSample([], [count], count)
                {
                    Native = new NativeHistogramSample(Schema, Threshold, Zero)
                    {
                        PositiveIndexes = Array.ConvertAll(Positive, bucket => bucket.Index),
                        PositiveCounts = Array.ConvertAll(Positive, bucket => bucket.Count),
                        NegativeIndexes = Array.ConvertAll(Negative, bucket => bucket.Index),
                        NegativeCounts = Array.ConvertAll(Negative, bucket => bucket.Count),
                    },
                }));
        }
    }

    private sealed class CountingVisitor : MetricVisitor
    {
        public long Count { get; private set; }

        public long NativeCount { get; private set; }

        public override void Histogram(LabelSet labels, in HistogramSample sample)
        {
            foreach (var count in sample.BucketCounts)
            {
                Count += count;
            }

            NativeCount += sample.Native.ZeroCount;
            foreach (var count in sample.Native.PositiveCounts)
            {
                NativeCount += count;
            }

            foreach (var count in sample.Native.NegativeCounts)
            {
                NativeCount += count;
            }
        }
    }
}
