using System.Globalization;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Streaming;

/// <summary>Validates native buckets. For most violations Prometheus rejects the whole scrape.</summary>
internal static class NativeHistogramValidator
{
    private const int MinSchema = -4;
    private const int MaxSchema = 8;

    /// <summary>Returns the first violation in the native buckets of a sample that has them, or null if they are valid.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="checksValues">Whether the counts and exemplars are checked too, and not only the shape.</param>
    public static string? FindViolation(in HistogramSample sample, bool checksValues)
    {
        var native = sample.Native;
        if (native.Schema is < MinSchema or > MaxSchema)
        {
            return string.Create(CultureInfo.InvariantCulture, $"The schema of native buckets is {MinSchema} to {MaxSchema}.");
        }

        return FindViolation(native.PositiveIndexes, native.PositiveCounts, native.Schema)
            ?? FindViolation(native.NegativeIndexes, native.NegativeCounts, native.Schema)
            ?? (checksValues ? FindViolationOfValues(in sample) : null);
    }

    private static string? FindViolation(ReadOnlySpan<int> indexes, ReadOnlySpan<long> counts, int schema)
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
            return string.Create(
                CultureInfo.InvariantCulture,
                $"The index of a native bucket is at most that of infinity, which is {IndexOfInfinity(schema)} in schema {schema}.");
        }

        return !indexes.IsEmpty && indexes[0] < LowestIndex(schema)
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"The index of a native bucket is at least that of the smallest number greater than zero, " +
                $"which is {LowestIndex(schema)} in schema {schema}.")
            : null;
    }

    private static string? FindViolationOfValues(in HistogramSample sample)
    {
        var native = sample.Native;
        if (!(native.ZeroThreshold >= 0 && double.IsFinite(native.ZeroThreshold)) || native.ZeroCount < 0)
        {
            return "Threshold and count of the zero bucket are zero or more, and finite.";
        }

        if (!BucketCounts.AreNonNegative(native.PositiveCounts) || !BucketCounts.AreNonNegative(native.NegativeCounts))
        {
            return "The counts of native buckets are zero or more.";
        }

        return FindViolationOfCount(in sample) ?? FindViolation(native.Exemplars);
    }

    private static string? FindViolationOfCount(in HistogramSample sample)
    {
        var native = sample.Native;
        var missing = BucketCounts.Total(sample.BucketCounts)
            - native.ZeroCount
            - BucketCounts.Total(native.PositiveCounts)
            - BucketCounts.Total(native.NegativeCounts);
        return missing == 0 || (missing > 0 && double.IsNaN(sample.Sum))
            ? null
            : "Native buckets, with the zero bucket, contain as many observations as the classic buckets, " +
                "or fewer if the sum is NaN, because NaN is in no native bucket.";
    }

    private static string? FindViolation(ReadOnlySpan<Exemplar> exemplars)
    {
        for (var i = 0; i < exemplars.Length; i++)
        {
            if (exemplars[i] is not { Timestamp: not null }
                || !(exemplars[i].Value >= (i == 0 ? double.NegativeInfinity : exemplars[i - 1].Value)))
            {
                return "The exemplars of native buckets ascend by value, without NaN, and have timestamps.";
            }
        }

        return null;
    }

    // The smallest number is 2^-1074.
    private static int LowestIndex(int schema) => schema < 0 ? -1074 >> -schema : -1074 << schema;

    private static int IndexOfInfinity(int schema) => (schema < 0 ? 1024 >> -schema : 1024 << schema) + 1;
}
