using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Tests.Support;

/// <summary>Keeps the last histogram or summary that it visited.</summary>
internal sealed class HistogramVisitor : NullVisitor
{
    public long[] Counts { get; private set; } = [];

    public double Sum { get; private set; }

    /// <summary>The number of observations in the native buckets; 0 if there are none.</summary>
    public long NativeCount { get; private set; }

    public long Count => Counts.Sum();

    public override void Histogram(LabelSet labels, in HistogramSample sample)
    {
        var native = sample.Native;
        (Counts, Sum) = (sample.BucketCounts.ToArray(), sample.Sum);
        NativeCount = native.ZeroCount + native.PositiveCounts.ToArray().Sum() + native.NegativeCounts.ToArray().Sum();
    }

    public override void Summary(LabelSet labels, in SummarySample sample) => (Counts, Sum) = ([sample.Count], sample.Sum);
}
