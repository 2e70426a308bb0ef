using System.Text;

namespace PrometheusMetrics.Tests.Exposition.RoundTrips;

/// <summary>Random texts and names, mostly of what breaks a format that does not expect it.</summary>
internal static class RandomText
{
    private static readonly string[] Pieces =
    [
        "a", "Z", "0", "_", ":", ".", "-", " ", "  ", "\\", "\"", "\n", "\r", "\r\n", "\t", "\0", "\\n", "\\\"", "{", "}", ",", "=", "#",
        "# EOF", "\n# EOF\n", "\n# TYPE x counter\nx_total 1\n", "\"} 1\n", " # {} 1", "st@1", "NaN", "+Inf", "1e+06", "le", "__name__",
        "ä", "Πρ", "☃", "花火", "😱", "\u0085", "\u2028", "\u202e", "\uFEFF", "\uFFFD", "\uFFFF",
        "\uD800", "\uDC00", "\uDBFF\uDFFF", "\u001b[2J",
    ];

    // No name has a NUL or half of a pair of surrogates.
    private static readonly string[] NamePieces = [.. Pieces.Where(piece => piece != "\0" && WellFormed(piece) == piece)];

    private static readonly string[] LegacyPieces = ["a", "bc", "Z", "_", "__", "0", "9", "le", "sum", "count", "total", "info", "bucket"];

    /// <summary>Any text, rarely a long one.</summary>
    public static string NextText(this Random random)
    {
        var text = new StringBuilder();
        for (var i = random.Next(random.Next(5) == 0 ? 8 : 3); i > 0; i--)
        {
            text.Append(random.Pick(Pieces));
        }

        return random.Next(300) == 0 ? text.Insert(0, random.Pick(Pieces), count: 2000).ToString() : text.ToString();
    }

    /// <summary>A name that every server knows.</summary>
    public static string NextLegacyName(this Random random, bool colons)
    {
        var name = new StringBuilder(random.Pick(["a", "X", "_y", "m", colons ? ":" : "b"]));
        for (var i = random.Next(5); i > 0; i--)
        {
            name.Append(colons && random.Next(9) == 0 ? ":" : random.Pick(LegacyPieces));
        }

        return random.Next(500) == 0 ? name.Append('n', 300).ToString() : name.ToString();
    }

    /// <summary>A name that only newer servers know.</summary>
    public static string NextUtf8Name(this Random random)
    {
        var name = new StringBuilder();
        for (var i = random.Next(1, 5); i > 0; i--)
        {
            name.Append(random.Pick(NamePieces));
        }

        return name.ToString();
    }

    public static T Pick<T>(this Random random, IReadOnlyList<T> items) => items[random.Next(items.Count)];

    public static bool NextBool(this Random random, int outOf) => random.Next(outOf) == 0;

    /// <summary>The text that a format can write: a surrogate without its other half becomes U+FFFD.</summary>
    public static string WellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
