using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Exposition;

/// <summary>Formats exemplars for OpenMetrics: <c> # {labels} value timestamp</c>.</summary>
internal static class ExemplarFormatter
{
    /// <summary>Appends the exemplar, if there is one and the format allows it, and reserves the byte for the end of the line.</summary>
    public static void Append(ref Utf8Cursor cursor, Exemplar? exemplar)
    {
        if (exemplar is null || exemplar.CodePoints > Exemplar.MaxCodePoints)
        {
            return;
        }

        cursor.Reserve(4);
        cursor.Append(" # {"u8);
        cursor.AppendLabels(exemplar.Labels);
        cursor.Reserve((2 * NumberFormatter.MaxLength) + 4);
        cursor.Append("} "u8);
        cursor.Append(exemplar.Value);
        if (exemplar.Timestamp is { } time)
        {
            cursor.Append((byte)' ');
            cursor.AppendUnixSeconds(time);
        }
    }

    /// <summary>Gets whether an exemplar belongs to a bucket; NaN belongs to the last one.</summary>
    public static bool IsInBucket(Exemplar? exemplar, ReadOnlySpan<double> bounds, int bucket) =>
        exemplar is not null
        && (bucket == bounds.Length || exemplar.Value <= bounds[bucket])
        && (bucket == 0 || !(exemplar.Value <= bounds[bucket - 1]));
}
