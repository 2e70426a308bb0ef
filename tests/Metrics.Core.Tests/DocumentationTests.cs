using System.Text.RegularExpressions;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests;

/// <summary>What the documentation shows is compiled: each of its C# blocks stands in a file below docs/snippets or samples.</summary>
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

        Assert.True(!missing.Any(), $"{document} shows what stands in no file below docs/snippets or samples:\n{string.Join("\n---\n", missing)}");
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
    public void Blocks_are_found_wherever_they_stand()
    {
        const string Text = "a\n```csharp\none();\n\ntwo();\n```\n- b\n\n  ```csharp\n  three();\n  ```\n```json\n{}\n```\n```C#\nfour();\n```\n```cs\nfive();\n```\n";

        Assert.Equal(["one(); two();", "three();", "four();", "five();"], Snippets(Text).Select(Normalise));
    }

    private static IEnumerable<string> Snippets(string markdown) => CSharpBlock().Matches(markdown).Select(match => match.Groups["code"].Value);

    private static bool IsCompiled(string snippet) => Sources.Any(source => source.Contains(Normalise(snippet), StringComparison.Ordinal));

    private static string Normalise(string code) => WhiteSpace().Replace(code, " ").Trim();

    [GeneratedRegex(@"\s+")]
    private static partial Regex WhiteSpace();

    [GeneratedRegex(@"^[ \t]*```(csharp|cs|c\#)\b?[^\n]*\n(?<code>.*?)^[ \t]*```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex CSharpBlock();
}
