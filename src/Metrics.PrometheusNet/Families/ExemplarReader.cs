using System.Text;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.PrometheusNet;

/// <summary>Reads an exemplar: <c> # {trace_id="x"} 0.5 1700000000.123</c>. Its label values are not escaped.</summary>
internal static class ExemplarReader
{
    // It is counted as dropped, because its value is not a number.
    private static readonly Exemplar Unreadable = new(LabelSet.Empty, double.NaN);

    private static ReadOnlySpan<byte> Start => " # {"u8;

    /// <summary>Reads the exemplar at the end of a line. One that can't be read may have line breaks in its values, and reaches to the next
    /// line that ends as an exemplar does.</summary>
    /// <param name="text">The text from the exemplar to the end of the family.</param>
    /// <param name="length">The length of the exemplar, and of the line break after it.</param>
    public static Exemplar Read(ReadOnlySpan<byte> text, out int length)
    {
        var end = text.IndexOf((byte)'\n');
        length = end < 0 ? text.Length : end + 1;
        if (TryRead(text[..Math.Max(end, 0)]) is { } exemplar)
        {
            return exemplar;
        }

        length = FindEnd(text);
        return Unreadable;
    }

    private static int FindEnd(ReadOnlySpan<byte> text)
    {
        var position = 0;
        while (text[position..].IndexOf((byte)'\n') is >= 0 and var length)
        {
            var line = text.Slice(position, length);
            position += length + 1;
            if (EndsAsExemplar(line))
            {
                return position;
            }
        }

        return text.Length;
    }

    private static bool EndsAsExemplar(ReadOnlySpan<byte> line)
    {
        var labelsEnd = line.LastIndexOf("\"} "u8);
        return labelsEnd >= 0 && TryReadNumbers(line[(labelsEnd + 3)..], out _, out _);
    }

    private static bool TryReadNumbers(ReadOnlySpan<byte> text, out double value, out DateTimeOffset time)
    {
        (value, time) = (0, default);
        var space = text.IndexOf((byte)' ');
        return space >= 0
            && NumberReader.TryReadDouble(text[..space], out value)
            && NumberReader.TryReadTime(text[(space + 1)..], out time);
    }

    private static Exemplar? TryRead(ReadOnlySpan<byte> text)
    {
        if (!text.StartsWith(Start) || TryReadLabels(text[Start.Length..], out var length) is not { } labels)
        {
            return null;
        }

        return TryReadNumbers(text[(Start.Length + length)..], out var value, out var time) ? new Exemplar(labels, value, time) : null;
    }

    /// <param name="text">The text after the opening brace.</param>
    /// <param name="length">The length up to the space after the closing brace.</param>
    /// <returns>Null if they can't be read.</returns>
    private static LabelSet? TryReadLabels(ReadOnlySpan<byte> text, out int length)
    {
        var labels = new List<(string Name, string Value)>();
        length = 0;
        while (true)
        {
            var rest = text[length..];
            var nameEnd = rest.IndexOf("=\""u8);
            if (nameEnd < 0)
            {
                return null;
            }

            var value = rest[(nameEnd + 2)..];
            var valueEnd = value.IndexOf((byte)'"');
            if (valueEnd < 0 || valueEnd + 2 >= value.Length)
            {
                return null;
            }

            labels.Add((Encoding.UTF8.GetString(rest[..nameEnd]), Encoding.UTF8.GetString(value[..valueEnd])));
            length += nameEnd + 2 + valueEnd + 2;
            switch (value[valueEnd + 1])
            {
                case (byte)'}' when value[valueEnd + 2] == ' ':
                    length++;
                    return TryCreate(labels);
                case not (byte)',':
                    return null;
            }
        }
    }

    private static LabelSet? TryCreate(List<(string Name, string Value)> labels)
    {
        try
        {
            return LabelSet.Create([.. labels]);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
