namespace PrometheusMetrics.Exposition;

/// <summary>Chooses the format that suits a client.</summary>
/// <remarks>
/// <para>The clause of the Accept header with the greatest weight decides, among equals the more specific one, then the first. Clauses that
/// are malformed or ask for what does not exist are skipped, and weight 0 forbids. Wildcards, no header, or nothing that matches: the first
/// format. So there is always an answer. A header never makes it throw, and only its first 4096 characters count.</para>
/// <para>A clause matches a format if the parameters that both name have the same values; <c>charset</c>, <c>escaping</c> and <c>q</c> are
/// none of these. If it leaves out parameters, the first format that has the others is chosen.</para>
/// <para>Source: RFC 9110, 12.5.1.</para>
/// </remarks>
/// <threadsafety>Every method may be called from any thread.</threadsafety>
public static class ContentNegotiation
{
    // More formats than anybody has.
    private const int MaxOnStack = 32;

    /// <summary>Chooses the built-in format that an Accept header asks for, <see cref="ExpositionFormat.Text"/> if it asks for none of
    /// them. Allocates nothing.</summary>
    /// <param name="accept">The header; several lines joined with commas. Null or empty if the client sent none.</param>
    public static ExpositionFormat Choose(string? accept) => Choose(accept, ExpositionFormat.BuiltIn);

    /// <summary>Chooses among formats the one that an Accept header asks for. Allocates nothing for up to 32 formats.</summary>
    /// <param name="accept">The header; several lines joined with commas. Null or empty if the client sent none.</param>
    /// <param name="formats">The formats to choose from, such as those of <see cref="ExpositionFormat.BuiltIn"/> and one of your own; the
    /// first one is for clients that ask for none of them.</param>
    /// <returns>One of the formats, a built-in one in the escaping scheme that the client asks for.</returns>
    /// <exception cref="ArgumentException">There are no formats, or one is null.</exception>
    public static ExpositionFormat Choose(string? accept, params ReadOnlySpan<ExpositionFormat> formats)
    {
        if (formats.IsEmpty || formats.Contains(null!))
        {
            throw new ArgumentException("Give at least one format, and no null.", nameof(formats));
        }

        Span<int> forbidden = formats.Length <= MaxOnStack ? stackalloc int[formats.Length] : new int[formats.Length];
        Forbid(accept, formats, forbidden);

        var best = formats[0];
        var bestRank = (Weight: 0.0, Precision: 0);
        foreach (var clause in new AcceptHeader(accept))
        {
            var requested = clause.FindRequested(formats);
            if (requested >= 0)
            {
                var rank = (clause.Weight, Precision: clause.Precision(formats[requested]));
                if (rank.Precision > forbidden[requested] && rank.CompareTo(bestRank) > 0)
                {
                    best = formats[requested].WithEscaping(clause.Scheme);
                    bestRank = rank;
                }
            }
        }

        return best;
    }

    // Finds for each format how precisely it is forbidden: what is allowed more precisely stays allowed.
    private static void Forbid(ReadOnlySpan<char> accept, ReadOnlySpan<ExpositionFormat> formats, Span<int> forbidden)
    {
        foreach (var clause in new AcceptHeader(accept))
        {
            for (var i = 0; i < forbidden.Length && clause.Weight == 0; i++)
            {
                forbidden[i] = Math.Max(forbidden[i], clause.Precision(formats[i]));
            }
        }
    }
}
