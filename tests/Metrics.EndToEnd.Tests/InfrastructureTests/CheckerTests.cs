using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.InfrastructureTests;

public sealed class CheckerTests
{
    private const string GoodText = """
        # HELP acme_jobs_total Jobs done, "quoted" and in Ελληνικά.
        # TYPE acme_jobs_total counter
        acme_jobs_total{path="C:\\temp"} 3

        """;

    private const string GoodOpenMetrics = """
        # HELP acme_jobs Jobs done, \"quoted\" and in Ελληνικά.
        # TYPE acme_jobs counter
        acme_jobs_total{path="C:\\temp"} 3
        # EOF

        """;

    [Fact]
    public async Task Promtool_accepts_a_good_body()
    {
        var result = await Promtool.CheckMetricsAsync(GoodText);

        Assert.Equal(new CommandResult(0, ""), result);
    }

    //
    [Fact]
    public async Task Promtool_refuses_a_type_that_the_text_format_does_not_know()
    {
        var result = await Promtool.CheckMetricsAsync("# TYPE m unknown\nm 1\n");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("unknown metric type", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Promtool_reports_what_its_linter_finds()
    {
        var result = await Promtool.CheckMetricsAsync("# TYPE jobs_total gauge\njobs_total 1\n");

        Assert.Equal(3, result.ExitCode);
        Assert.Contains("no help text", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_OpenMetrics_parser_accepts_a_good_body()
    {
        Assert.Null(await OpenMetricsParser.CheckAsync(GoodOpenMetrics));
    }

    [Fact]
    public async Task The_OpenMetrics_parser_refuses_a_body_without_its_end()
    {
        var error = await OpenMetricsParser.CheckAsync("# TYPE acme_jobs counter\nacme_jobs_total 3\n");

        Assert.NotNull(error);
        Assert.Contains("EOF", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_OpenMetrics_parser_refuses_the_text_format()
    {
        Assert.NotNull(await OpenMetricsParser.CheckAsync(GoodText));
    }
}
