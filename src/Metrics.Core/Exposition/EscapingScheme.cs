namespace PrometheusMetrics.Exposition;

/// <summary>How names are written that not every reader understands. Source: Prometheus, "Escaping schemes".</summary>
/// <remarks>Every name here is a legacy name, which these schemes leave alone: today they differ in the content type only.</remarks>
internal enum EscapingScheme
{
    /// <summary>The client named none. Where the content type has to name one, it is <see cref="Underscores"/>.</summary>
    Unnamed,

    /// <summary>An illegal character becomes an underscore.</summary>
    Underscores,

    /// <summary>Names are quoted.</summary>
    AllowUtf8,

    /// <summary>An illegal character becomes its code point.</summary>
    Values,
}

internal static class EscapingSchemes
{
    public static string Name(EscapingScheme scheme) => scheme switch
    {
        EscapingScheme.AllowUtf8 => "allow-utf-8",
        EscapingScheme.Values => "values",
        _ => "underscores",
    };

    /// <summary>Reads the parameter of an Accept clause. What is none of the words exactly as they are written counts as nothing.</summary>
    public static EscapingScheme Parse(ReadOnlySpan<char> name) => name switch
    {
        "allow-utf-8" => EscapingScheme.AllowUtf8,
        "underscores" => EscapingScheme.Underscores,
        "values" => EscapingScheme.Values,

        // This scheme doubles the underscores of legacy names too, so that every series would be renamed. A server may answer with
        // another one, as the content type says which; and underscores keeps the names that the series have for everyone else.
        "dots" => EscapingScheme.Underscores,
        _ => EscapingScheme.Unnamed,
    };
}
