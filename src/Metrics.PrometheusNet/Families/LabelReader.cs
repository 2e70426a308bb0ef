using System.Text;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.PrometheusNet;

/// <summary>Reads the labels of a series: <c>a="x",b="y"</c>, where double quotes, backslashes and line breaks are escaped.</summary>
internal static class LabelReader
{
    /// <exception cref="ArgumentException">A name is illegal or given twice.</exception>
    public static LabelSet Read(ReadOnlySpan<byte> text)
    {
        var labels = new List<(string Name, string Value)>();
        while (!text.IsEmpty)
        {
            var name = text[..text.IndexOf((byte)'=')];
            text = text[(name.Length + 2)..];
            var value = ReadValue(text, out var length);
            labels.Add((Encoding.UTF8.GetString(name), value));

            // A double quote, and a comma unless it is the last label.
            text = text[Math.Min(length + 2, text.Length)..];
        }

        return LabelSet.Create([.. labels]);
    }

    private static string ReadValue(ReadOnlySpan<byte> text, out int length)
    {
        var end = text.IndexOfAny((byte)'"', (byte)'\\');
        if (text[end] == '"')
        {
            length = end;
            return Encoding.UTF8.GetString(text[..end]);
        }

        var value = new List<byte>();
        for (length = 0; text[length] != '"'; length++)
        {
            var isEscaped = text[length] == '\\';
            length += isEscaped ? 1 : 0;
            value.Add(isEscaped && text[length] == 'n' ? (byte)'\n' : text[length]);
        }

        return Encoding.UTF8.GetString([.. value]);
    }
}
