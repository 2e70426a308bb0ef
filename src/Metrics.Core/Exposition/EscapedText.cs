using System.Buffers;
using System.Text;

namespace PrometheusMetrics.Exposition;

/// <summary>Writes texts in UTF-8, with backslash, line feed and, in label values, double quote escaped by a backslash.</summary>
internal static class EscapedText
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create("\\\n");
    private static readonly SearchValues<char> EscapedWithQuotes = SearchValues.Create("\\\n\"");

    /// <summary>Returns an upper bound of the length in bytes, without reading the text.</summary>
    public static int GetMaxLength(int characters) =>

        // A UTF-16 code unit has at most three bytes, and an escape two.
        Encoding.UTF8.GetMaxByteCount(characters);

    /// <returns>The number of written bytes.</returns>
    public static int Write(ReadOnlySpan<char> text, bool quotes, Span<byte> destination)
    {
        var special = Special(quotes);
        var length = 0;
        int next;
        while ((next = text.IndexOfAny(special)) >= 0)
        {
            length += Encoding.UTF8.GetBytes(text[..next], destination[length..]);
            destination[length++] = (byte)'\\';
            destination[length++] = text[next] == '\n' ? (byte)'n' : (byte)text[next];
            text = text[(next + 1)..];
        }

        return length + Encoding.UTF8.GetBytes(text, destination[length..]);
    }

    private static SearchValues<char> Special(bool quotes) => quotes ? EscapedWithQuotes : Escaped;
}
