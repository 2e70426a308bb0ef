namespace PrometheusMetrics.Exposition;

/// <summary>How names are written that not every reader supports. Source: Prometheus, "Escaping schemes".</summary>
/// <remarks>All names of this library are legacy names, which these schemes do not change: the bodies differ in the content type
/// only.</remarks>
internal enum EscapingScheme
{
    /// <summary>The client requests none. Where the content type has to name one, it is <see cref="Underscores"/>.</summary>
    Unnamed,

    /// <summary>An invalid character is replaced by an underscore.</summary>
    Underscores,

    /// <summary>Names are quoted.</summary>
    AllowUtf8,

    /// <summary>An invalid character is replaced by its code point.</summary>
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

    /// <summary>Parses the parameter <c>escaping</c> of an Accept clause. The comparison is case-sensitive, and an unknown value is
    /// <see cref="EscapingScheme.Unnamed"/>.</summary>
    public static EscapingScheme Parse(ReadOnlySpan<char> name) => name switch
    {
        "allow-utf-8" => EscapingScheme.AllowUtf8,
        "underscores" => EscapingScheme.Underscores,
        "values" => EscapingScheme.Values,

        // This scheme also doubles the underscores of legacy names, which would rename every series. A server may respond with another
        // scheme, since the content type names it, and with underscores the series have the same names as for other clients.
        "dots" => EscapingScheme.Underscores,
        _ => EscapingScheme.Unnamed,
    };
}
