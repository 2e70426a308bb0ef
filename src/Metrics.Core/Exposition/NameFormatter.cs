using PrometheusMetrics.Collection;
using PrometheusMetrics.Streaming;

namespace PrometheusMetrics.Exposition;

/// <summary>Formats names for lines: as the escaping scheme has them, and in quotes if the result is not a legacy name. Source:
/// Prometheus, "Exposition formats".</summary>
internal static class NameFormatter
{
    /// <summary>Returns an upper bound of the length of a name in bytes.</summary>
    public static int GetMaxLength(int characters) => 2 + EscapedName.GetMaxLength(characters);

    public static bool IsQuoted(ReadOnlySpan<char> name, NameKind kind, NameEscaping escaping) =>
        escaping == NameEscaping.AllowUtf8 && !EscapedName.IsLegacy(name, kind);

    /// <returns>The number of written bytes.</returns>
    public static int Write(ReadOnlySpan<char> name, NameKind kind, NameEscaping escaping, Span<byte> destination)
    {
        if (!IsQuoted(name, kind, escaping))
        {
            return EscapedName.Write(name, kind, escaping, destination);
        }

        destination[0] = (byte)'"';
        var length = 1 + EscapedText.Write(name, quotes: true, destination[1..]);
        destination[length] = (byte)'"';
        return length + 1;
    }
}
