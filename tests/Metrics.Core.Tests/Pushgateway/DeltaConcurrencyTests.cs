using PrometheusMetrics.Collection;
using PrometheusMetrics.Pushgateway;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Pushgateway;

/// <summary>Deltas of instruments that several threads use.</summary>
public class DeltaConcurrencyTests : EngineTest
{
    private const int Writers = 4;
    private const int Writes = 50_000;

    // A total that looks smaller for a moment would begin again, and be added twice.
    [Fact]
    public async Task What_several_threads_write_while_deltas_are_collected_adds_up_exactly()
    {
        var counter = Factory.CreateCounter("c_total", "");
        var labelled = Factory.CreateCounter("l_total", "", "s");
        var histogram = Factory.CreateHistogram("h", "", new HistogramOptions { Buckets = [1, 2] });
        var native = Factory.CreateHistogram(
            "n", "", new HistogramOptions { Native = new NativeHistogramOptions { GrowthFactor = 1.01, MaxBuckets = 40 } });
        var summary = Factory.CreateSummary("q", "");
        var tracker = new DeltaTracker(new DeltaTrackerOptions { TimeProvider = Clock });
        var sums = new AddingVisitor();

        var writing = Task.Run(
            () => ParallelRunner.Do(Writers, _ =>
            {
                for (var i = 0; i < Writes; i++)
                {
                    counter.Inc();
                    labelled.WithLabels(i % 2 == 0 ? "a" : "b").Inc(2);
                    histogram.Observe(i % 4);
                    native.Observe(1 + (i % 64));
                    summary.Observe(1);
                }
            }),
            TestContext.Current.CancellationToken);
        var random = new Random(1);
        while (!writing.IsCompleted)
        {
            await AddAsync(random.Next(3) > 0);
        }

        await writing;
        await AddAsync(isAccepted: true);

        const double Count = Writers * Writes;
        Assert.Equal((Count, Count, Count), (sums["c_total"], sums["l_total a"], sums["l_total b"]));
        Assert.Equal((Count, Count / 4 * 6), (sums["h count"], sums["h sum"]));
        Assert.Equal((Count, Count), (sums["n count"], sums["n native"]));
        Assert.Equal((Count, Count), (sums["q count"], sums["q sum"]));

        async Task AddAsync(bool isAccepted)
        {
            var delta = await tracker.CollectAsync(Registry);
            if (isAccepted)
            {
                using var reader = delta.Read();
                while (reader.Read(sums))
                {
                }

                delta.Accept();
            }
            else
            {
                delta.Reject();
            }
        }
    }

    private sealed class AddingVisitor : MetricVisitor
    {
        private readonly Dictionary<string, double> _sums = new(StringComparer.Ordinal);
        private string _family = "";

        public double this[string name] => _sums.GetValueOrDefault(name);

        public override void BeginFamily(MetricDescriptor descriptor) => _family = descriptor.Name;

        public override void Counter(LabelSet labels, in CounterSample sample) =>
            Add(labels.Values.IsEmpty ? "" : " " + labels.Values[0], sample.Value);

        public override void Histogram(LabelSet labels, in HistogramSample sample)
        {
            Add(" sum", sample.Sum);
            foreach (var count in sample.BucketCounts)
            {
                Add(" count", count);
            }

            Add(" native", sample.Native.ZeroCount);
            foreach (var count in sample.Native.PositiveCounts)
            {
                Add(" native", count);
            }
        }

        public override void Summary(LabelSet labels, in SummarySample sample)
        {
            Add(" count", sample.Count);
            Add(" sum", sample.Sum);
        }

        private void Add(string part, double value) => _sums[_family + part] = _sums.GetValueOrDefault(_family + part) + value;
    }
}
