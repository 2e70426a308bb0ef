namespace PrometheusMetrics.Hosting;

/// <summary>Finds what a mistyped name was most likely meant to be.</summary>
internal static class NearName
{
    private const int MaxEdits = 2;

    // Of two short names each is near the other; nothing follows from that.
    private const int LettersPerEdit = 3;

    /// <summary>Finds the nearest name that at most two edits lead to, and no more than one for every three letters.</summary>
    /// <returns>The name as it is written among <paramref name="known"/>; null if none is near.</returns>
    public static string? Find(string name, IEnumerable<string> known) => known
        .Where(candidate => Distance(name, candidate) <= Math.Min(MaxEdits, candidate.Length / LettersPerEdit))
        .MinBy(candidate => Distance(name, candidate));

    /// <summary>The number of letters that are inserted, left out, replaced, or swapped with their neighbour, in any case.</summary>
    /// <remarks>Source: Damerau-Levenshtein distance in its restricted form, "optimal string alignment".</remarks>
    private static int Distance(string a, string b)
    {
        (a, b) = (a.ToUpperInvariant(), b.ToUpperInvariant());
        var edits = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                edits[i, j] = i == 0 || j == 0 ? i + j : LeastEdits(edits, a, b, i, j);
            }
        }

        return edits[a.Length, b.Length];
    }

    private static int LeastEdits(int[,] edits, string a, string b, int i, int j)
    {
        var replaced = edits[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
        var least = Math.Min(replaced, Math.Min(edits[i - 1, j], edits[i, j - 1]) + 1);
        var areSwapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
        return areSwapped ? Math.Min(least, edits[i - 2, j - 2] + 1) : least;
    }
}
