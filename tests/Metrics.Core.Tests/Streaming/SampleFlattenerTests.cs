using System.Globalization;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Streaming;

public class SampleFlattenerTests
{
    [Fact]
    public void A_sample_of_one_value_is_one_part()
    {
        var parts = new Parts([]);
        SampleFlattener.Flatten(new UnknownSample(1), ref parts);
        SampleFlattener.Flatten(new CounterSample(2), ref parts);
        SampleFlattener.Flatten(new GaugeSample(-3.5), ref parts);

        Assert.Equal(["value 1", "value 2", "value -3.5"], parts.Seen);
    }

    [Fact]
    public void An_info_is_one()
    {
        var parts = new Parts([]);
        SampleFlattener.Flatten(new InfoSample { Timestamp = DateTimeOffset.UnixEpoch }, ref parts);

        Assert.Equal(["value 1"], parts.Seen);
    }

    [Fact]
    public void The_buckets_of_a_histogram_add_up_and_the_last_one_is_infinite()
    {
        var parts = new Parts([]);
        SampleFlattener.Flatten(new HistogramSample([0.5, 2.5], [5_000_000_000, 0, 7], 3.25), ref parts);

        Assert.Equal(
            ["bucket 0: 0.5 5000000000", "bucket 1: 2.5 5000000000", "bucket 2: Infinity 5000000007", "count 5000000007 sum 3.25"],
            parts.Seen);
    }

    [Fact]
    public void A_histogram_without_bounds_has_the_bucket_to_infinity()
    {
        var parts = new Parts([]);
        SampleFlattener.Flatten(new HistogramSample([], [4], double.NaN), ref parts);

        Assert.Equal(["bucket 0: Infinity 4", "count 4 sum NaN"], parts.Seen);
    }

    [Fact]
    public void A_summary_has_its_quantiles_count_and_sum()
    {
        var parts = new Parts([]);
        SampleFlattener.Flatten(new SummarySample(4, 10, [0.5, 0.99], [2, double.NaN]), ref parts);
        SampleFlattener.Flatten(new SummarySample(0, 0, [], []), ref parts);

        Assert.Equal(["quantile 0: 0.5 2", "quantile 1: 0.99 NaN", "count 4 sum 10", "count 0 sum 0"], parts.Seen);
    }

    [Fact]
    public void A_state_set_has_a_part_for_each_state_whether_it_is_on_or_off()
    {
        var parts = new Parts([]);
        SampleFlattener.Flatten(new StateSetSample(["on", "off"], [true, false]), ref parts);

        Assert.Equal(["state on True", "state off False"], parts.Seen);
    }

    [Fact]
    public void Flattening_allocates_nothing()
    {
        double[] bounds = [1, 2];
        long[] counts = [1, 2, 3];

        Assert.Equal(0, Allocations.OfThousandCalls(() =>
        {
            var total = default(Total);
            SampleFlattener.Flatten(new HistogramSample(bounds, counts, 1), ref total);
            Assert.True(total.Sum > 0);
        }));
    }

    // What the suffixes are as bytes, they are as text.
    [Fact]
    public void The_names_of_the_parts_are_the_same_in_both_forms()
    {
        Assert.Equal(SampleParts.BucketSuffix, System.Text.Encoding.ASCII.GetString(SampleParts.BucketSuffixUtf8));
        Assert.Equal(SampleParts.CountSuffix, System.Text.Encoding.ASCII.GetString(SampleParts.CountSuffixUtf8));
        Assert.Equal(SampleParts.SumSuffix, System.Text.Encoding.ASCII.GetString(SampleParts.SumSuffixUtf8));
        Assert.Equal(SampleParts.BoundLabel, System.Text.Encoding.ASCII.GetString(SampleParts.BoundLabelUtf8));
        Assert.Equal(SampleParts.QuantileLabel, System.Text.Encoding.ASCII.GetString(SampleParts.QuantileLabelUtf8));
    }

    private readonly struct Parts(List<string> seen) : ISamplePartSink
    {
        public List<string> Seen => seen;

        public void AddValue(double value) => Add($"value {value}");

        public void AddBucket(int index, double bound, long count) => Add($"bucket {index}: {bound} {count}");

        public void AddQuantile(int index, double quantile, double value) => Add($"quantile {index}: {quantile} {value}");

        public void AddState(string state, bool isActive) => Add($"state {state} {isActive}");

        public void AddTotals(long count, double sum) => Add($"count {count} sum {sum}");

        private void Add(FormattableString part) => seen.Add(part.ToString(CultureInfo.InvariantCulture));
    }

    private struct Total : ISamplePartSink
    {
        public double Sum { get; private set; }

        public void AddValue(double value) => Sum += value;

        public void AddBucket(int index, double bound, long count) => Sum += count;

        public void AddQuantile(int index, double quantile, double value) => Sum += value;

        public void AddState(string state, bool isActive) => Sum++;

        public void AddTotals(long count, double sum) => Sum += count + sum;
    }
}
