using System.Text.RegularExpressions;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>The blocks of YAML of a page.</summary>
internal static partial class YamlBlock
{
    /// <param name="page">The path of the page from the root of the repository.</param>
    public static IReadOnlyList<string> In(string page) =>
        [.. Block().Matches(File.ReadAllText(Repository.PathOf(page.Split('/')))).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("^```yaml\r?\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();
}
