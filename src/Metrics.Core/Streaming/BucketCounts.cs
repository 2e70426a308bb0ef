namespace PrometheusMetrics.Streaming;

/// <summary>Checks and adds up the counts of buckets.</summary>
internal static class BucketCounts
{
    public static bool AreNonNegative(ReadOnlySpan<long> counts) => counts.IndexOfAnyInRange(long.MinValue, -1) < 0;

    /// <summary>Returns the total, which may exceed what a format can write.</summary>
    public static Int128 Total(ReadOnlySpan<long> counts)
    {
        Int128 total = 0;
        foreach (var count in counts)
        {
            total += count;
        }

        return total;
    }
}
