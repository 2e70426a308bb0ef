using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Exposition;

/// <summary>Formats labels in UTF-8 without the braces: <c>a="x",b="y"</c>.</summary>
internal static class LabelFormatter
{
    // The equals sign, two quotes, and the comma before a label that is not the first.
    private const int Punctuation = 4;

    /// <summary>Returns an upper bound of the length of a label in bytes, without reading it.</summary>
    public static int GetMaxLength(string name, string value) =>
        NameFormatter.GetMaxLength(name.Length) + Punctuation + EscapedText.GetMaxLength(value.Length);

    /// <summary>Writes a label, with a comma before it if it is not the first.</summary>
    /// <returns>The number of written bytes.</returns>
    public static int Write(string name, string value, NameEscaping escaping, bool isFirst, Span<byte> destination)
    {
        var length = 0;
        if (!isFirst)
        {
            destination[length++] = (byte)',';
        }

        length += NameFormatter.Write(name, NameKind.Label, escaping, destination[length..]);
        destination[length++] = (byte)'=';
        destination[length++] = (byte)'"';
        length += EscapedText.Write(value, quotes: true, destination[length..]);
        destination[length++] = (byte)'"';
        return length;
    }
}
