using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Exposition;

/// <summary>Chooses the exposition format for a client from its Accept header.</summary>
/// <remarks>
/// <para>The clause of the Accept header with the greatest weight decides; of several with the same weight, the most precise one, then the
/// first. Clauses that are malformed or match no format are ignored, and weight 0 excludes a format. A wildcard, a missing header or a
/// header without a match chooses the first format, so there is always a result. A malformed header never causes an exception. Only the
/// first 32,768 characters of a header are read.</para>
/// <para>A clause matches a format if the parameters that both name have the same values; <c>charset</c>, <c>escaping</c> and <c>q</c> are
/// not compared. If the clause omits parameters, the first format that has the others is chosen.</para>
/// <para><see cref="ExpositionFormat.OpenMetrics2"/> and <see cref="ExpositionFormat.Protobuf"/> are chosen only if a clause names all
/// their parameters, neither by a wildcard nor as the first format, because not every client can read them. To switch one off, leave it
/// out of the formats.</para>
/// <para>Source: RFC 9110, 12.5.1.</para>
/// </remarks>
/// <threadsafety>Every method may be called from any thread.</threadsafety>
public static class ContentNegotiation
{
    // More formats than an application is expected to have.
    private const int MaxOnStack = 32;

    /// <summary>Chooses the built-in format that an Accept header requests, or <see cref="ExpositionFormat.Text"/> if it requests none of
    /// them. Allocates nothing.</summary>
    /// <param name="accept">The header; several lines joined with commas. Null or empty if the client sent none.</param>
    public static ExpositionFormat Choose(string? accept) => Choose(accept, ExpositionFormat.BuiltIn);

    /// <summary>Chooses one of several formats: the one that an Accept header requests. Allocates nothing for up to 32 formats.</summary>
    /// <param name="accept">The header; several lines joined with commas. Null or empty if the client sent none.</param>
    /// <param name="formats">The formats to choose from, such as those of <see cref="ExpositionFormat.BuiltIn"/> and one of your own; the
    /// first one is the default.</param>
    /// <returns>One of the formats, a built-in one in the escaping scheme that the client requests.</returns>
    /// <exception cref="ArgumentException">There are no formats, or one is null.</exception>
    public static ExpositionFormat Choose(string? accept, params ReadOnlySpan<ExpositionFormat> formats) =>
        Choose(accept, NameValidation.Legacy, formats);

    /// <summary>Chooses one of several formats for a source that may have other names than legacy ones. Allocates nothing for up to 32
    /// formats.</summary>
    /// <param name="accept">The header; several lines joined with commas. Null or empty if the client sent none.</param>
    /// <param name="names">Which names the source has: <see cref="IMetricSource.NameValidation"/>. Only if it is
    /// <see cref="NameValidation.Utf8"/>, the scheme <see cref="NameEscaping.Dots"/> is chosen when it is requested, since it changes
    /// legacy names too; otherwise <see cref="NameEscaping.Underscores"/> takes its place.</param>
    /// <param name="formats">The formats to choose from; the first one is the default.</param>
    /// <returns>One of the formats, a built-in one in the escaping scheme that the client requests.</returns>
    /// <exception cref="ArgumentException">There are no formats, or one is null.</exception>
    public static ExpositionFormat Choose(string? accept, NameValidation names, params ReadOnlySpan<ExpositionFormat> formats)
    {
        if (formats.IsEmpty || formats.Contains(null!))
        {
            throw new ArgumentException("Pass at least one format, and no null.", nameof(formats));
        }

        Span<int> excluded = formats.Length <= MaxOnStack ? stackalloc int[formats.Length] : new int[formats.Length];
        var best = FindBest(accept, names, formats, excluded, out var excludesSome);
        if (!excludesSome)
        {
            return best;
        }

        Exclude(accept, formats, excluded);
        return FindBest(accept, names, formats, excluded, out _);
    }

    private static ExpositionFormat FindBest(
        ReadOnlySpan<char> accept,
        NameValidation names,
        ReadOnlySpan<ExpositionFormat> formats,
        ReadOnlySpan<int> excluded,
        out bool excludesSome)
    {
        excludesSome = false;
        var best = GetDefault(formats);
        var bestRank = (Weight: 0.0, Precision: 0);
        foreach (var clause in new AcceptHeader(accept))
        {
            excludesSome |= clause.Weight == 0;
            var requested = clause.FindRequested(formats, excluded, out var precision);
            var rank = (clause.Weight, precision);
            if (requested >= 0 && precision > excluded[requested] && rank.CompareTo(bestRank) > 0)
            {
                best = formats[requested].WithEscaping(GetEscaping(clause, names));
                bestRank = rank;
            }
        }

        return best;
    }

    private static NameEscaping? GetEscaping(in AcceptClause clause, NameValidation names) =>
        clause.Escaping == NameEscaping.Dots && names == NameValidation.Legacy ? NameEscaping.Underscores : clause.Escaping;

    private static ExpositionFormat GetDefault(ReadOnlySpan<ExpositionFormat> formats)
    {
        foreach (var format in formats)
        {
            if (!format.IsChosenByFullNameOnly)
            {
                return format;
            }
        }

        return formats[0];
    }

    // Finds how precisely each format is excluded. A more precise clause with another weight still allows it.
    private static void Exclude(ReadOnlySpan<char> accept, ReadOnlySpan<ExpositionFormat> formats, Span<int> excluded)
    {
        foreach (var clause in new AcceptHeader(accept))
        {
            for (var i = 0; i < excluded.Length && clause.Weight == 0; i++)
            {
                excluded[i] = Math.Max(excluded[i], clause.Precision(formats[i]));
            }
        }
    }
}
