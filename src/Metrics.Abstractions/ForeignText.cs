using System.Buffers;
using System.Globalization;
using System.Text;

namespace PrometheusMetrics;

/// <summary>Prepares text of users, clients and servers for exception messages and log lines, so that it cannot begin a line, control a
/// terminal, reverse the reading order or fill a log.</summary>
/// <remarks>This file is compiled into each assembly that has messages, because production assemblies share no internals.</remarks>
internal static class ForeignText
{
    /// <summary>The maximum length of a text in a message, unless the caller passes another one.</summary>
    public const int MaxLength = 100;

    /// <summary>The maximum length of a reason that another component gives, which may contain the response of a server.</summary>
    public const int MaxReasonLength = 6000;

    private const int MaxListLength = 500;
    private const char ZeroWidthNonJoiner = '\u200C';
    private const char ZeroWidthJoiner = '\u200D';

    /// <summary>Returns a text with invisible characters and unpaired surrogates escaped, and with its beginning only if it is long:
    /// <c>a\u001B[31mb</c>, <c>aaa… (16,384 characters)</c>.</summary>
    /// <param name="text">The text, or null, which is shown as <c>null</c>.</param>
    /// <param name="maxLength">The maximum length of the result, without the note on the number of characters.</param>
    public static string Escape(string? text, int maxLength = MaxLength)
    {
        if (text is null)
        {
            return "null";
        }

        var result = new StringBuilder();
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var shown = result.Length;
            var isValid = Rune.DecodeFromUtf16(rest, out var rune, out var consumed) == OperationStatus.Done;
            if (isValid && IsVisible(rune))
            {
                result.Append(rest[..consumed]);
            }
            else
            {
                AppendEscaped(result, isValid ? rune.Value : rest[0]);
            }

            if (result.Length > maxLength)
            {
                result.Length = shown;
                return result.Append(CultureInfo.InvariantCulture, $"… ({text.Length:N0} characters)").ToString();
            }

            rest = rest[consumed..];
        }

        return result.ToString();
    }

    /// <summary>Returns texts, each escaped, as a list with separators; of a long list only the first ones.</summary>
    public static string Join(string separator, ReadOnlySpan<string> texts)
    {
        var result = new StringBuilder();
        for (var i = 0; i < texts.Length; i++)
        {
            result.Append(i == 0 ? "" : separator);
            if (result.Length > MaxListLength)
            {
                return result.Append(CultureInfo.InvariantCulture, $"… ({texts.Length:N0} in all)").ToString();
            }

            result.Append(Escape(texts[i]));
        }

        return result.ToString();
    }

    // The joiners are parts of emoji and of words in several scripts.
    private static bool IsVisible(Rune rune) =>
        rune.Value is ZeroWidthJoiner or ZeroWidthNonJoiner
        || Rune.GetUnicodeCategory(rune) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static void AppendEscaped(StringBuilder result, int code) => _ = code switch
    {
        '\n' => result.Append(@"\n"),
        '\r' => result.Append(@"\r"),
        '\t' => result.Append(@"\t"),
        <= char.MaxValue => result.Append(CultureInfo.InvariantCulture, $@"\u{code:X4}"),
        _ => result.Append(CultureInfo.InvariantCulture, $@"\U{code:X8}"),
    };
}
