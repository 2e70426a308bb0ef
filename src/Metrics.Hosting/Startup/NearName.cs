namespace PrometheusMetrics.Hosting;

/// <summary>Finds the known name that is nearest to a mistyped name.</summary>
internal static class NearName
{
    private const int MaxEdits = 2;

    // Any two short names are within two edits of each other, so a short name allows fewer.
    private const int LettersPerEdit = 3;

    /// <summary>Finds the nearest known name within two edits, and within one edit for every three of its letters.</summary>
    /// <returns>The name as it is spelled in <paramref name="known"/>, or null if none is near.</returns>
    public static string? Find(string name, IEnumerable<string> known) => known
        .Where(candidate => Math.Abs(name.Length - candidate.Length) <= MaxEdits)
        .Where(candidate => Distance(name, candidate) <= Math.Min(MaxEdits, candidate.Length / LettersPerEdit))
        .MinBy(candidate => Distance(name, candidate));

    /// <summary>Returns the number of insertions, deletions, replacements and swaps of adjacent letters between two names, ignoring
    /// case.</summary>
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
