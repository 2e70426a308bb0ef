using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Exposition;

/// <summary>The names of the escaping schemes in media types. Source: Prometheus, "Content negotiation".</summary>
internal static class EscapingSchemes
{
    private static readonly NameEscaping[] All = Enum.GetValues<NameEscaping>();

    public static string Name(NameEscaping escaping) => escaping switch
    {
        NameEscaping.AllowUtf8 => "allow-utf-8",
        NameEscaping.Dots => "dots",
        NameEscaping.Values => "values",
        _ => "underscores",
    };

    /// <summary>Parses the parameter <c>escaping</c> of an Accept clause. The comparison is case-sensitive.</summary>
    /// <returns>The scheme, or null if there is none of that name.</returns>
    public static NameEscaping? Parse(ReadOnlySpan<char> value)
    {
        foreach (var escaping in All)
        {
            if (MediaTypeReader.AreEqual(value, Name(escaping)))
            {
                return escaping;
            }
        }

        return null;
    }
}
