using System.Text.RegularExpressions;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Documentation;

public partial class ReadmeTests
{
    // The end-to-end tests run the file.
    [Fact]
    public void The_README_begins_with_the_first_program_and_six_lines_of_its_metrics()
    {
        var top = File.ReadLines(Repository.PathOf("README.md")).Take(25).ToList();
        var program = File.ReadLines(Repository.PathOf("samples", "FirstMetric", "Program.cs")).ToList();
        var code = top.IndexOf("```csharp") + 1;
        var metrics = top.IndexOf("```text") + 1;

        Assert.Equal(program, top.Slice(code, program.Count));
        Assert.Equal("```", top[code + program.Count]);
        Assert.Equal(
            ["# HELP", "# TYPE", "greetings_total", "# HELP", "# TYPE", "http_request_duration_seconds_count"],
            top.Slice(metrics, 6).Select(line => FirstWord().Match(line).Value));
        Assert.Equal("```", top[metrics + 6]);
    }

    // R-350
    [Fact]
    public void The_README_says_what_a_Pushgateway_is_not_for()
    {
        var readme = File.ReadAllText(Repository.PathOf("README.md")).ReplaceLineEndings(" ");
        var section = readme[readme.IndexOf("## Scrape or push?", StringComparison.Ordinal)..];
        section = section[..section.IndexOf(" ## ", StringComparison.Ordinal)];

        Assert.Contains("does not turn Prometheus into a push system", section, StringComparison.Ordinal);
        Assert.Contains("keeps a group until it is replaced or deleted", section, StringComparison.Ordinal);
        Assert.Contains("https://prometheus.io/docs/practices/pushing/", section, StringComparison.Ordinal);

        // R-358
        Assert.Contains("`honor_labels: true`", section, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"^(# \w+|\w+)")]
    private static partial Regex FirstWord();
}
