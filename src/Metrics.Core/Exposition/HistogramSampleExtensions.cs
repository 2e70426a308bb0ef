using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Exposition;

/// <summary>What the formats that write a histogram as one value read from it.</summary>
internal static class HistogramSampleExtensions
{
    /// <summary>Returns the number of all observations.</summary>
    public static long TotalCount(this in HistogramSample sample)
    {
        var count = 0L;
        foreach (var bucket in sample.BucketCounts)
        {
            count += bucket;
        }

        return count;
    }

    /// <summary>Returns whether the sample has classic buckets. The bucket +Inf alone is none if there are native ones.</summary>
    public static bool HasClassicBuckets(this in HistogramSample sample) => !sample.Native.IsPresent || !sample.Bounds.IsEmpty;
}
