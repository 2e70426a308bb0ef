namespace PrometheusMetrics.Instruments;

/// <summary>Finds and replaces unpaired surrogates, as <see cref="Collection.LabelSet"/> does.</summary>
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
