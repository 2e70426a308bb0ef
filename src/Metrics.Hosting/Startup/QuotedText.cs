using System.Globalization;
using System.Text;

namespace PrometheusMetrics.Hosting;

/// <summary>Quotes text of the configuration for messages, so that it can neither forge a log line nor fill the log.</summary>
internal static class QuotedText
{
    private const int MaxLength = 100;

    /// <summary>Puts the text between quotation marks, with control and format characters escaped, and only its beginning if it is
    /// long.</summary>
    public static string From(string text)
    {
        var quoted = new StringBuilder("'");
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, MaxLength)))
        {
            _ = IsPrintable(c) ? quoted.Append(c) : quoted.Append(CultureInfo.InvariantCulture, $@"\u{(int)c:X4}");
        }

        return quoted.Append(text.Length > MaxLength ? "…'" : "'").ToString();
    }

    private static bool IsPrintable(char c) => char.GetUnicodeCategory(c) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
