namespace PrometheusMetrics.Exposition;

/// <summary>Chooses the format that suits a client.</summary>
public static class ContentNegotiation
{
    /// <summary>Chooses the format that an Accept header asks for.</summary>
    /// <remarks>The clause with the greatest weight decides, among equals the more specific one, then the first. Clauses that are malformed
    /// or ask for what doesn't exist are skipped, and weight 0 forbids. Wildcards, no header, or nothing that matches:
    /// <see cref="ExpositionFormat.Text"/>. So there is always an answer. Allocates nothing, never throws, and looks at the first
    /// 4096 characters only.</remarks>
    /// <param name="accept">The header; several lines joined with commas. Null or empty if the client sent none.</param>
    /// <threadsafety>May be called from any thread.</threadsafety>
    public static ExpositionFormat Choose(string? accept)
    {
        Span<int> forbidden = stackalloc int[Protocol.All.Length];
        Forbid(accept, forbidden);

        var best = ExpositionFormat.Text;
        var bestRank = (Weight: 0.0, Precision: 0);
        foreach (var clause in new AcceptHeader(accept))
        {
            for (var i = 0; i < forbidden.Length; i++)
            {
                var protocol = Protocol.All[i];
                var rank = (clause.Weight, Precision: clause.Precision(protocol));
                if (clause.Means(protocol) && rank.Precision > forbidden[i] && rank.CompareTo(bestRank) > 0)
                {
                    best = protocol.With(clause.Scheme);
                    bestRank = rank;
                }
            }
        }

        return best;
    }

    // Finds for each protocol how precisely it is forbidden: what is allowed more precisely stays allowed.
    private static void Forbid(ReadOnlySpan<char> accept, Span<int> forbidden)
    {
        foreach (var clause in new AcceptHeader(accept))
        {
            for (var i = 0; i < forbidden.Length && clause.Weight == 0; i++)
            {
                forbidden[i] = Math.Max(forbidden[i], clause.Precision(Protocol.All[i]));
            }
        }
    }
}
