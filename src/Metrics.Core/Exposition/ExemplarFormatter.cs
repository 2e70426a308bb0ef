using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Exposition;

/// <summary>Formats exemplars for OpenMetrics: <c> # {labels} value timestamp</c>.</summary>
internal static class ExemplarFormatter
{
    /// <summary>Appends the exemplar, if there is one and servers can read it, and reserves the byte for the end of the line.</summary>
    public static void Append(ref Utf8Cursor cursor, Exemplar? exemplar, NameEscaping escaping)
    {
        if (exemplar is null || !ExemplarValidator.IsWritable(exemplar, escaping))
        {
            return;
        }

        cursor.Reserve(4);
        cursor.Append(" # {"u8);
        cursor.AppendLabels(exemplar.Labels, escaping);
        cursor.Reserve((2 * NumberFormatter.MaxLength) + 4);
        cursor.Append("} "u8);
        cursor.Append(exemplar.Value);
        if (exemplar.Timestamp is { } time)
        {
            cursor.Append((byte)' ');
            cursor.AppendUnixSeconds(time);
        }
    }
}
