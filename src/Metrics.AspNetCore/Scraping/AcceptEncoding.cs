using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace PrometheusMetrics.AspNetCore;

/// <summary>The codings that a client accepts. Source: RFC 9110, 12.5.3.</summary>
internal static class AcceptEncoding
{
    private const string Blanks = " \t";

    /// <summary>Returns whether the body should be compressed: the client accepts gzip, by its name, its old name <c>x-gzip</c> or
    /// <c>*</c>, and does not prefer a body without compression.</summary>
    /// <param name="header">The values of the <c>Accept-Encoding</c> header. Malformed items are ignored, and of several of one name the
    /// first one counts. Nothing is allocated, so that a hostile header costs little.</param>
    public static bool PrefersGzip(StringValues header)
    {
        double? gzip = null;
        double? identity = null;
        double? any = null;
        foreach (var line in header)
        {
            var rest = line.AsSpan();
            foreach (var range in rest.Split(','))
            {
                if (TryParse(rest[range], out var coding, out var weight))
                {
                    if (Is(coding, "gzip") || Is(coding, "x-gzip"))
                    {
                        gzip ??= weight;
                    }
                    else if (Is(coding, "identity"))
                    {
                        identity ??= weight;
                    }
                    else if (coding is "*")
                    {
                        any ??= weight;
                    }
                }
            }
        }

        return (gzip ?? any) is > 0 and { } accepted && accepted >= (identity ?? 0);
    }

    private static bool TryParse(ReadOnlySpan<char> item, out ReadOnlySpan<char> coding, out double weight)
    {
        weight = 1;
        var separator = item.IndexOf(';');
        coding = (separator < 0 ? item : item[..separator]).Trim(Blanks);
        return separator < 0 || TryParseWeight(item[(separator + 1)..].Trim(Blanks), out weight);
    }

    private static bool TryParseWeight(ReadOnlySpan<char> parameter, out double weight)
    {
        weight = 0;
        return parameter.StartsWith("q=", StringComparison.OrdinalIgnoreCase)
            && double.TryParse(parameter[2..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out weight)
            && weight is >= 0 and <= 1;
    }

    private static bool Is(ReadOnlySpan<char> coding, string name) => coding.Equals(name, StringComparison.OrdinalIgnoreCase);
}
