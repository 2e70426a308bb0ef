namespace PrometheusMetrics.Streaming;

/// <summary>Finds and replaces unpaired surrogates, as <see cref="Collection.LabelSet"/> does. Two strings are equal if they would be
/// exposed as the same text.</summary>
internal static class WellFormedText
{
    private const char FirstSurrogate = '\uD800';
    private const char LastSurrogate = '\uDFFF';

    // In so few characters a loop finds a surrogate sooner than a vectorised search.
    private const int ShortLength = 16;

    /// <summary>Returns whether a text has no unpaired surrogate.</summary>
    public static bool Is(ReadOnlySpan<char> text) => (text.Length <= ShortLength && !HasSurrogate(text)) || FindUnpaired(text) < 0;

    /// <summary>Replaces each unpaired surrogate by U+FFFD.</summary>
    public static void Repair(Span<char> text)
    {
        int unpaired;
        while ((unpaired = FindUnpaired(text)) >= 0)
        {
            text[unpaired] = '\uFFFD';
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

    private static bool HasSurrogate(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (char.IsSurrogate(c))
            {
                return true;
            }
        }

        return false;
    }

    private static int FindUnpaired(ReadOnlySpan<char> text)
    {
        var at = 0;
        int next;
        while ((next = text[at..].IndexOfAnyInRange(FirstSurrogate, LastSurrogate)) >= 0)
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
