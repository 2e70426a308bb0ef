namespace PrometheusMetrics.Collection;

/// <summary>The scheme in which the names of metrics and labels are written for a client. Label values are never changed. Source:
/// Prometheus, "Escaping schemes".</summary>
/// <remarks>A legacy name matches <c>[a-zA-Z_:][a-zA-Z0-9_:]*</c>, without the colon for labels. In all other names each Unicode code point
/// that breaks this pattern is replaced.</remarks>
public enum NameEscaping
{
    /// <summary>Names stay as they are. Text formats quote those that are not legacy names. Prometheus 3.0 and later read
    /// them.</summary>
    AllowUtf8 = 0,

    /// <summary>An underscore replaces each character that is not legal: <c>http.server.duration</c> becomes
    /// <c>http_server_duration</c>.</summary>
    Underscores,

    /// <summary><c>_dot_</c> replaces a dot, and two underscores any other character that is not legal. The underscores of all names are
    /// doubled, also of legacy names: <c>http.server.requests_total</c> becomes <c>http_dot_server_dot_requests__total</c>.</summary>
    Dots,

    /// <summary>A name that is not a legacy name begins with <c>U__</c>, its underscores are doubled, and the hexadecimal code point
    /// between underscores replaces a character that is not legal: <c>a.b</c> becomes <c>U__a_2e_b</c>.</summary>
    Values,
}
