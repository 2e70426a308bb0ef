using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Registry;

/// <summary>What native buckets must be like. Prometheus refuses the whole scrape for most of what is wrong with them.</summary>
internal static class NativeRules
{
    private const int MinSchema = -4;
    private const int MaxSchema = 8;

    /// <summary>What is wrong with the native buckets of a sample, or null if nothing is, or it has none.</summary>
    public static string? FindFault(in HistogramSample sample)
    {
        var native = sample.Native;
        if (!native.IsPresent)
        {
            return null;
        }

        if (native.Schema is < MinSchema or > MaxSchema)
        {
            return $"The schema of native buckets is {MinSchema} to {MaxSchema}.";
        }

        if (!(native.ZeroThreshold >= 0 && double.IsFinite(native.ZeroThreshold)) || native.ZeroCount < 0)
        {
            return "Threshold and count of the zero bucket are zero or more, and finite.";
        }

        return FindFault(native.PositiveIndexes, native.PositiveCounts, native.Schema)
            ?? FindFault(native.NegativeIndexes, native.NegativeCounts, native.Schema)
            ?? FindFaultOfCount(sample)
            ?? FindFault(native.Exemplars);
    }

    private static string? FindFault(ReadOnlySpan<int> indexes, ReadOnlySpan<long> counts, int schema)
    {
        if (indexes.Length != counts.Length)
        {
            return "Native buckets have one count for each index.";
        }

        for (var i = 1; i < indexes.Length; i++)
        {
            if (indexes[i] <= indexes[i - 1])
            {
                return "The indexes of native buckets increase strictly.";
            }
        }

        if (!indexes.IsEmpty && indexes[^1] > IndexOfInfinity(schema))
        {
            return $"No native bucket comes after the one for infinity, which is {IndexOfInfinity(schema)} in schema {schema}.";
        }

        return counts.IndexOfAnyInRange(long.MinValue, -1) < 0 ? null : "The counts of native buckets are zero or more.";
    }

    private static string? FindFaultOfCount(in HistogramSample sample)
    {
        var native = sample.Native;
        var missing = Total(sample.BucketCounts) - native.ZeroCount - Total(native.PositiveCounts) - Total(native.NegativeCounts);
        return missing == 0 || (missing > 0 && double.IsNaN(sample.Sum))
            ? null
            : "Native buckets, with the zero bucket, hold as many observations as the classic buckets; fewer only if the sum is NaN, since NaN is in none of them.";
    }

    private static string? FindFault(ReadOnlySpan<Exemplar> exemplars)
    {
        for (var i = 0; i < exemplars.Length; i++)
        {
            if (exemplars[i] is not { Timestamp: not null } || !(exemplars[i].Value >= (i == 0 ? double.NegativeInfinity : exemplars[i - 1].Value)))
            {
                return "The exemplars of native buckets ascend by value, without NaN, and have timestamps.";
            }
        }

        return null;
    }

    private static int IndexOfInfinity(int schema) => (schema < 0 ? 1024 >> -schema : 1024 << schema) + 1;

    private static Int128 Total(ReadOnlySpan<long> counts)
    {
        Int128 total = 0;
        foreach (var count in counts)
        {
            total += count;
        }

        return total;
    }
}
