using System.Text.RegularExpressions;

namespace PrometheusMetrics.Tests.Documentation.Pages;

/// <summary>A C# block of a page.</summary>
/// <param name="Page">The path of the page.</param>
/// <param name="Line">The number of the block's first line of code in the page.</param>
/// <param name="Code">The code.</param>
internal sealed partial record CodeBlock(string Page, int Line, string Code)
{
    /// <summary>Returns the blocks of a page, from its top.</summary>
    public static IReadOnlyList<CodeBlock> Of(string page, string markdown)
    {
        var text = markdown.ReplaceLineEndings("\n");
        return
        [
            .. CSharp().Matches(text).Select(match => match.Groups["code"])
                .Select(code => new CodeBlock(page, text.AsSpan(0, code.Index).Count('\n') + 1, code.Value)),
        ];
    }

    [GeneratedRegex(
        @"^[ \t]*```(csharp|cs|c\#)\b?[^\n]*\n(?<code>.*?)^[ \t]*```",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex CSharp();
}
