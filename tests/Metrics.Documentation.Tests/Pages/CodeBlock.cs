using System.Text.RegularExpressions;

namespace PrometheusMetrics.Tests.Documentation.Pages;

/// <summary>A C# block of a page.</summary>
/// <param name="Page">The path of the page.</param>
/// <param name="Line">The number of the block's first line of code in the page.</param>
/// <param name="Code">The code.</param>
/// <param name="Info">The words after the language: <c>program</c> begins another program, with the files of those before.</param>
internal sealed partial record CodeBlock(string Page, int Line, string Code, string Info = "")
{
    public bool BeginsProgram => Info.StartsWith("program", StringComparison.Ordinal);

    /// <summary>Returns the blocks of a page, from its top.</summary>
    public static IReadOnlyList<CodeBlock> Of(string page, string markdown)
    {
        var text = markdown.ReplaceLineEndings("\n");
        return
        [
            .. CSharp().Matches(text).Select(match => (Code: match.Groups["code"], Info: match.Groups["info"].Value.Trim()))
                .Select(match => new CodeBlock(
                    page, text.AsSpan(0, match.Code.Index).Count('\n') + 1, match.Code.Value, match.Info)),
        ];
    }

    [GeneratedRegex(
        @"^[ \t]*```(csharp|cs|c\#)\b?(?<info>[^\n]*)\n(?<code>.*?)^[ \t]*```",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex CSharp();
}
