using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace PrometheusMetrics.AspNetCore;

/// <summary>The names of the wanted metrics, which a client passes in the query: <c>?name[]=a&amp;name[]=b</c>.</summary>
internal static class NameFilter
{
    private const string Parameter = "name[]";

    // Some servers accept requests of any length.
    private const int MaxNames = 256;

    /// <summary>Reads the names.</summary>
    /// <param name="query">The query of the request.</param>
    /// <param name="names">The names, or null if the client wants all metrics.</param>
    /// <param name="error">A message for the client if the method returns false.</param>
    public static bool TryRead(IQueryCollection query, out IReadOnlySet<string>? names, [NotNullWhen(false)] out string? error)
    {
        (names, error) = (null, null);
        if (!query.TryGetValue(Parameter, out var values) || values.Count == 0)
        {
            return true;
        }

        if (values.Count > MaxNames)
        {
            error = string.Create(
                CultureInfo.InvariantCulture,
                $"The query has {values.Count} parameters {Parameter}, but at most {MaxNames} are allowed. " +
                $"Without any, all metrics are sent.");
            return false;
        }

        names = new HashSet<string>(values.OfType<string>(), StringComparer.Ordinal);
        return true;
    }
}
