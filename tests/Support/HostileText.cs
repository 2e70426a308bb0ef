using System.Globalization;
using System.Text;

namespace PrometheusMetrics.Tests.Support;

/// <summary>Text that tries to forge a log line, to control a terminal or to fill a log.</summary>
internal static class HostileText
{
    /// <summary>The beginning of <see cref="Text"/>, as a message shows it.</summary>
    public const string Shown = @"a\u001B[2J\nfail: forged\r\u2028\u202E";

    /// <summary>The greatest length of a message that shows a few texts.</summary>
    public const int LongestMessage = 2000;

    /// <summary>16,384 characters with everything that a message must not repeat.</summary>
    public static string Text { get; } = "a\u001b[2J\nfail: forged\r\u2028\u202e\ud800".PadRight(16_384, '\u001b');

    /// <summary>A legal name of 16,384 characters.</summary>
    public static string Name { get; } = "a".PadRight(16_384, 'b');

    /// <summary>Whether a text is one visible line.</summary>
    public static bool IsOneLine(string message) =>
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(message)) == message
        && message.EnumerateRunes().All(rune => Rune.GetUnicodeCategory(rune) is not (
            UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator));
}
