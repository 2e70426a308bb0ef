using System.Text.RegularExpressions;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests;

/// <summary>Each C# block of the documentation is compiled: it is part of a file below docs/snippets or samples.</summary>
public partial class DocumentationTests
{
    private static readonly string[] Sources = [.. new[] { Repository.PathOf("docs", "snippets"), Repository.PathOf("samples") }
        .SelectMany(folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
        .Select(file => Normalise(File.ReadAllText(file)))];

    public static TheoryData<string> Documents =>
    [
        "README.md",
        .. new[] { Repository.PathOf("docs"), Repository.PathOf("src") }
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*.md", SearchOption.AllDirectories))
            .Select(file => Path.GetRelativePath(Repository.Root, file))
            .Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_snippet_is_compiled(string document)
    {
        var missing = Snippets(File.ReadAllText(Repository.PathOf(document))).Where(snippet => !IsCompiled(snippet));

        Assert.True(
            !missing.Any(), $"{document} has code that no file below docs/snippets or samples has:\n{string.Join("\n---\n", missing)}");
    }

    [Fact]
    public void The_first_metric_of_the_README_is_among_them()
    {
        var first = Snippets(File.ReadAllText(Repository.PathOf("README.md"))).First();

        Assert.True(IsCompiled(first));
        Assert.True(IsCompiled(first.Replace("\n", "\r\n    ", StringComparison.Ordinal)));
        Assert.False(IsCompiled(first.Replace("MapMetrics", "MapMetricz", StringComparison.Ordinal)));
        Assert.False(IsCompiled(first.Replace("var app", "varapp", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_README_begins_with_the_first_program_and_six_lines_of_its_metrics()
    {
        var top = File.ReadLines(Repository.PathOf("README.md")).Take(25).ToList();
        var program = File.ReadLines(Repository.PathOf("docs", "snippets", "FirstMetric", "Program.cs")).ToList();
        var code = top.IndexOf("```csharp") + 1;
        var metrics = top.IndexOf("```text") + 1;

        Assert.Equal(program, top.Slice(code, program.Count));
        Assert.Equal("```", top[code + program.Count]);
        Assert.Equal(
            ["# HELP", "# TYPE", "greetings_total", "# HELP", "# TYPE", "http_request_duration_seconds_count"],
            top.Slice(metrics, 6).Select(line => FirstWord().Match(line).Value));
        Assert.Equal("```", top[metrics + 6]);
    }

    [Fact]
    public void Blocks_are_found_wherever_they_are()
    {
        const string Text = "a\n```csharp\none();\n\ntwo();\n```\n- b\n\n  ```csharp\n  three();\n  ```\n"
            + "```json\n{}\n```\n```C#\nfour();\n```\n```cs\nfive();\n```\n";

        Assert.Equal(["one(); two();", "three();", "four();", "five();"], Snippets(Text).Select(Normalise));
    }

    private static IEnumerable<string> Snippets(string markdown) =>
        CSharpBlock().Matches(markdown).Select(match => match.Groups["code"].Value);

    private static bool IsCompiled(string snippet) => Sources.Any(source => source.Contains(Normalise(snippet), StringComparison.Ordinal));

    private static string Normalise(string code) => WhiteSpace().Replace(code, " ").Trim();

    [GeneratedRegex(@"^(# \w+|\w+)")]
    private static partial Regex FirstWord();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();

    [GeneratedRegex(
        @"^[ \t]*```(csharp|cs|c\#)\b?[^\n]*\n(?<code>.*?)^[ \t]*```",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex CSharpBlock();
}
