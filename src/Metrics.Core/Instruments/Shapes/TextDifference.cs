using System.Globalization;

namespace PrometheusMetrics.Instruments;

/// <summary>Describes how two texts differ.</summary>
internal static class TextDifference
{
    private const int CharactersBefore = 20;
    private const int CharactersAfter = 40;

    // Enough for every character to be escaped, so that the difference is shown.
    private const int MaxEscapedLength = 6 * ForeignText.MaxLength;

    /// <summary>Returns both texts, or, if one is long, the place of the first difference: <c>: "a" instead of "b"</c>,
    /// <c> from character 1,235 on: "…aaab…" instead of "…aaac…"</c>.</summary>
    public static string Describe(string one, string other)
    {
        if (one.Length <= ForeignText.MaxLength && other.Length <= ForeignText.MaxLength)
        {
            return $": \"{Escape(one)}\" instead of \"{Escape(other)}\"";
        }

        var index = one.AsSpan().CommonPrefixLength(other);
        return string.Create(
            CultureInfo.InvariantCulture,
            $" from character {index + 1:N0} on: \"{Around(one, index)}\" instead of \"{Around(other, index)}\"");
    }

    private static string Around(string text, int index)
    {
        var start = WithoutHalf(text, Math.Max(0, index - CharactersBefore));
        var end = WithoutHalf(text, Math.Min(text.Length, index + CharactersAfter));
        return (start > 0 ? "…" : "") + Escape(text[start..end]) + (end < text.Length ? "…" : "");
    }

    private static string Escape(string text) => ForeignText.Escape(text, MaxEscapedLength);

    // Not between the two halves of a surrogate pair.
    private static int WithoutHalf(string text, int index) =>
        index > 0 && index < text.Length && char.IsSurrogatePair(text[index - 1], text[index]) ? index - 1 : index;
}
