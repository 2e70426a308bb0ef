using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Streaming;

/// <summary>Converts strings to well-formed ones, as label values are converted, so that two strings are equal if they would be exposed as
/// the same text.</summary>
internal static class WellFormedText
{
    /// <returns>The same string if it is well-formed.</returns>
    public static string Get(string text) => IsWellFormed(text) ? text : LabelSet.Create(("text", text)).Values[0];

    /// <summary>Converts all strings; null stays null.</summary>
    /// <returns>The same array if all strings are well-formed.</returns>
    public static string[] Get(string[] texts) =>
        Array.TrueForAll(texts, IsWellFormed) ? texts : Array.ConvertAll(texts, text => text is null ? text! : Get(text));

    /// <summary>Returns whether two strings would be exposed as the same text. Allocates nothing if both are well-formed. The conversion
    /// does not change the length of a string.</summary>
    public static bool AreEqual(string text, string? other) =>
        text == other || (text.Length == other?.Length && Get(text) == Get(other));

    private static bool IsWellFormed(string? text)
    {
        for (var i = 0; i < text?.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }
}
