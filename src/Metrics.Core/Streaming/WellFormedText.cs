using System.Buffers;

namespace PrometheusMetrics.Streaming;

/// <summary>Finds and replaces unpaired surrogates, as <see cref="Collection.LabelSet"/> does. Two strings are equal if they would be
/// exposed as the same text.</summary>
internal static class WellFormedText
{
    /// <summary>The character that replaces an unpaired surrogate.</summary>
    public const char Replacement = '\uFFFD';

    // A search for a range of characters would box them until the runtime has optimised it.
    private static readonly SearchValues<char> Surrogates =
        SearchValues.Create([.. Enumerable.Range('\uD800', 0x800).Select(code => (char)code)]);

    /// <summary>Returns whether a text has no unpaired surrogate.</summary>
    public static bool Is(ReadOnlySpan<char> text) => FindUnpaired(text) < 0;

    /// <summary>Replaces each unpaired surrogate by U+FFFD.</summary>
    public static void Repair(Span<char> text)
    {
        int unpaired;
        while ((unpaired = FindUnpaired(text)) >= 0)
        {
            text[unpaired] = Replacement;
            text = text[(unpaired + 1)..];
        }
    }

    /// <returns>The same string if it is well-formed.</returns>
    public static string Get(string text) => Is(text) ? text : string.Create(text.Length, text, static (copy, text) =>
    {
        text.CopyTo(copy);
        Repair(copy);
    });

    /// <summary>Converts all strings; null stays null.</summary>
    /// <returns>The same array if all strings are well-formed.</returns>
    public static string[] Get(string[] texts) =>
        Array.TrueForAll(texts, text => Is(text)) ? texts : Array.ConvertAll(texts, text => text is null ? text! : Get(text));

    /// <summary>Returns whether two strings would be exposed as the same text. Allocates nothing if both are well-formed. The conversion
    /// does not change the length of a string.</summary>
    public static bool AreEqual(string text, string? other) =>
        text == other || (text.Length == other?.Length && Get(text) == Get(other));

    private static int FindUnpaired(ReadOnlySpan<char> text)
    {
        var at = 0;
        int next;
        while ((next = text[at..].IndexOfAny(Surrogates)) >= 0)
        {
            at += next;
            if (at + 1 == text.Length || !char.IsSurrogatePair(text[at], text[at + 1]))
            {
                return at;
            }

            at += 2;
        }

        return -1;
    }
}
