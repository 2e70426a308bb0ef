using System.Text.RegularExpressions;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>The queries of a page, each of which has a title in the comment above it.</summary>
internal static partial class PromqlBlock
{
    /// <summary>Gets the queries by title.</summary>
    /// <param name="page">The path of the page from the root of the repository.</param>
    public static Dictionary<string, string> In(string page) =>
        Block().Matches(File.ReadAllText(Repository.PathOf(page)))
            .SelectMany(block => Query().Matches(block.Groups[1].Value))
            .ToDictionary(query => query.Groups[1].Value, query => query.Groups[2].Value, StringComparer.Ordinal);

    [GeneratedRegex(@"^```promql\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^# (.*)\n((?:(?!# ).*\n)+)", RegexOptions.Multiline)]
    private static partial Regex Query();
}
