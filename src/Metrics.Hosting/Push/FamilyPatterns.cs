using System.IO.Enumeration;
using PrometheusMetrics.Collection;

namespace PrometheusMetrics.Hosting;

/// <summary>Selects the metric families that are pushed or written to a file.</summary>
internal static class FamilyPatterns
{
    /// <returns>The condition for a family, or null if all are pushed.</returns>
    public static Func<MetricDescriptor, bool>? CreateFilter(PushgatewayOptions options) => CreateFilter(
        options.Include, options.Exclude, options.StandardMetrics ? null : family => family.IsStandardMetric());

    /// <param name="include">The patterns of the families to select, or null or empty for all.</param>
    /// <param name="exclude">The patterns of families to leave out.</param>
    /// <param name="isLeftOut">A function that returns whether a family is left out in any case, or null.</param>
    /// <returns>The condition for a family, or null if all are selected.</returns>
    public static Func<MetricDescriptor, bool>? CreateFilter(
        string[]? include, string[]? exclude, Func<MetricDescriptor, bool>? isLeftOut)
    {
        string[] included = [.. include ?? []];
        string[] excluded = [.. exclude ?? []];
        return included.Length == 0 && excluded.Length == 0 && isLeftOut is null
            ? null
            : family => (included.Length == 0 || Matches(included, family))
                && !Matches(excluded, family)
                && isLeftOut?.Invoke(family) != true;
    }

    /// <summary>Adds an error if a pattern is empty.</summary>
    /// <param name="key">The name of the option, for the message.</param>
    /// <param name="patterns">The patterns, or null.</param>
    /// <param name="errors">The list of errors.</param>
    public static void Check(string key, string[]? patterns, ICollection<string> errors)
    {
        if (patterns?.Any(string.IsNullOrWhiteSpace) == true)
        {
            errors.Add($"{key} has an empty pattern, which no name matches: write one like 'http_*', or remove it.");
        }
    }

    private static bool Matches(string[] patterns, MetricDescriptor family) => Array.Exists(
        patterns,
        pattern => FileSystemName.MatchesSimpleExpression(pattern, family.Name, ignoreCase: false)
            || FileSystemName.MatchesSimpleExpression(pattern, family.FamilyName, ignoreCase: false));
}
