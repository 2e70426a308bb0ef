using System.Globalization;
using System.Text.RegularExpressions;

namespace Shop.Migration;

/// <summary>Lines of a page in text 0.0.4 or OpenMetrics, in a form that two libraries write alike: labels and lines in order, numbers as
/// numbers, exemplars without their time, and no families without samples.</summary>
internal static partial class MetricsPage
{
    /// <summary>Returns the lines of all families whose names begin with a prefix, sorted.</summary>
    public static IReadOnlyList<string> Read(string page, string prefix)
    {
        var lines = page.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => NameOf(line).StartsWith(prefix, StringComparison.Ordinal) && line != "# EOF").ToList();
        var samples = lines.Where(line => line[0] != '#').Select(NameOf).ToList();
        return
        [
            .. lines.Where(line => line[0] != '#' || samples.Exists(sample => sample.StartsWith(NameOf(line), StringComparison.Ordinal)))
                .Select(line => line[0] == '#' ? line : Normalize(line))
                .Order(StringComparer.Ordinal),
        ];
    }

    /// <summary>Fails with the lines that only one of the pages has.</summary>
    public static void AssertEqual(IReadOnlyList<string> theirs, IReadOnlyList<string> ours)
    {
        List<string> differences =
        [
            .. theirs.Except(ours, StringComparer.Ordinal).Select(line => "only theirs: " + line),
            .. ours.Except(theirs, StringComparer.Ordinal).Select(line => "only ours:   " + line),
        ];

        Assert.True(differences.Count == 0, string.Join('\n', differences));
        Assert.Equal(theirs.Count, ours.Count);
    }

    private static string NameOf(string line) => Name().Match(line).Groups["name"].Value;

    private static string Normalize(string line)
    {
        var sample = Sample().Match(line);
        Assert.True(sample.Success, line);
        var exemplar = sample.Groups["exemplar"] is { Success: true } labels
            ? $" # {{{Sort(labels.Value)}}} {Number(sample.Groups["exemplarValue"])}"
            : "";
        return $"{sample.Groups["name"]}{{{Sort(sample.Groups["labels"].Value)}}} {Number(sample.Groups["value"])}{exemplar}";
    }

    private static string Sort(string labels) =>
        string.Join(',', Label().Matches(labels).Select(label => label.Value).Order(StringComparer.Ordinal));

    private static string Number(Group text) => text.Value switch
    {
        "NaN" => "NaN",
        "+Inf" or "Infinity" => "+Inf",
        "-Inf" or "-Infinity" => "-Inf",
        var finite => double.Parse(finite, CultureInfo.InvariantCulture).ToString("R", CultureInfo.InvariantCulture),
    };

    [GeneratedRegex(@"^(# (HELP|TYPE|UNIT) )?(?<name>\w+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Name();

    [GeneratedRegex(
        @"^(?<name>\w+)(\{(?<labels>.*?)\})? (?<value>\S+)( # \{(?<exemplar>.*)\} (?<exemplarValue>\S+)( \S+)?)?$",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Sample();

    [GeneratedRegex(@"\w+=""(\\.|[^""\\])*""")]
    private static partial Regex Label();
}
