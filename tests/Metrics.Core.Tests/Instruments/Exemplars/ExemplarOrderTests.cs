using System.Globalization;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Instruments.Exemplars;

/// <summary>The value of an exemplar is counted in the same report.</summary>
//
[Collection(nameof(RunsAlone))]
public class ExemplarOrderTests : EngineTest
{
    private const int Reports = 100_000;
    private const int Increments = 100_000;

    private static readonly ExemplarOptions Every = new() { MinInterval = TimeSpan.Zero };

    // One thread passes its number as the exemplar; the others pass none, but cause contention, so that the counter gets stripes.
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void The_number_in_a_counters_exemplar_is_never_above_its_value(int others)
    {
        var counter = Factory.CreateCounter("x", "", new CounterOptions { Exemplars = Every });
        var number = 0;

        using var runner = ParallelRunner.Keep(1 + others, worker =>
        {
            if (worker == 0)
            {
                counter.IncWithExemplar(1, ("n", $"{++number}"));
            }
            else
            {
                counter.Inc(0);
                counter.Inc(double.Epsilon);
            }
        });
        Report((Series)counter, new NumberCheck());
    }

    // Each thread has its own bucket.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_number_in_a_buckets_exemplar_is_never_above_its_count(int writers)
    {
        var histogram = Factory.CreateHistogram("h", "", new HistogramOptions { Buckets = [0, 1], Exemplars = Every });
        var numbers = new int[writers];

        using var runner = ParallelRunner.Keep(writers, worker => histogram.ObserveWithExemplar(worker, ("n", $"{++numbers[worker]}")));
        Report((Series)histogram, new NumberCheck());
    }

    // An exemplar is created when the time of day is read; by then the value must have been counted.
    [Fact]
    public void The_value_is_added_before_its_exemplar_is_made()
    {
        var clock = new CountingTimeProvider();
        using var registry = new MetricRegistry();
        var factory = new MetricFactory(registry, clock);
        var fromActivity = new ExemplarOptions { FromActivity = true, MinInterval = TimeSpan.Zero };
        var counter = factory.CreateCounter("x", "", new CounterOptions { Exemplars = fromActivity });
        var histogram = factory.CreateHistogram("h", "", new HistogramOptions { Buckets = [1], Exemplars = fromActivity });
        var seen = new List<double?>();

        using var tracing = new Tracing();
        clock.OnUtcNow = () => seen.Add(counter.Value);
        counter.Inc();
        counter.Inc(2);
        counter.IncWithExemplar(4, ("a", "b"));
        clock.OnUtcNow = () => seen.Add(registry.GetSampleValue("h_count"));
        histogram.Observe(1);
        histogram.ObserveWithExemplar(1, ("a", "b"));

        Assert.Equal([1, 3, 7, 1, 2], seen);
    }

    private static void Report(Series series, NumberCheck check)
    {
        using var deadline = new CancellationTokenSource(ParallelRunner.Deadline);
        for (var i = 0; i < Reports || check.Highest < Increments; i++)
        {
            Assert.False(deadline.IsCancellationRequested, "The writers don't get on.");
            series.Collect(check);
        }
    }

    private sealed class NumberCheck : MetricVisitor
    {
        public long Highest { get; private set; }

        public override void Counter(LabelSet labels, in CounterSample sample) => Check(sample.Exemplar, sample.Value);

        public override void Histogram(LabelSet labels, in HistogramSample sample)
        {
            for (var i = 0; i < sample.Exemplars.Length; i++)
            {
                Check(sample.Exemplars[i], sample.BucketCounts[i]);
            }
        }

        private void Check(Exemplar? exemplar, double counted)
        {
            if (exemplar is not null)
            {
                var number = long.Parse(exemplar.Labels.Values[0], CultureInfo.InvariantCulture);
                Assert.True(number <= counted, $"The exemplar is number {number}, but {counted} are counted.");
                Highest = Math.Max(Highest, number);
            }
        }
    }
}
