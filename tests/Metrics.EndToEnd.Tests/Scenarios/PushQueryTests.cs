using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>The queries, alerts and scrape configurations that the page about pushes shows.</summary>
public sealed class PushQueryTests(PushedSample sample) : IClassFixture<PushedSample>
{
    private const string Page = "docs/pushing.md";

    [Fact]
    public async Task Prometheus_accepts_every_query_of_the_page()
    {
        var prometheus = await sample.GetAsync();
        var queries = PromqlBlock.In(Page);

        Assert.NotEmpty(queries);
        foreach (var query in queries.Values)
        {
            await prometheus.QueryAsync(query);
        }
    }

    //
    [Fact]
    public async Task The_time_since_the_last_push_is_there_for_each_group()
    {
        var ages = await AskAsync("Seconds since the last successful push, by group");

        Assert.Equal([PushedSample.RejectedJob, PushedSample.WorkingJob], ages.Select(age => age.Labels["job"]).Order());
        Assert.All(ages, age => Assert.True(age.Value < 1000, $"{age}"));
    }

    [Fact]
    public async Task A_group_whose_last_push_was_rejected_is_found()
    {
        var rejected = await AskAsync("Groups whose last push was rejected");

        Assert.Equal(PushedSample.RejectedJob, Assert.Single(rejected).Labels["job"]);
    }

    [Theory]
    [InlineData("Share of pushes that did not succeed, by job")]
    [InlineData("Bytes per second, by job")]
    [InlineData("95th percentile of the duration, by job")]
    public async Task A_query_of_the_metrics_of_the_pushes_has_a_value_for_the_application_that_pushes(string title)
    {
        var answer = Assert.Single(await AskAsync(title));

        Assert.Equal(PushedSample.WorkingJob, answer.Labels["job"]);
        Assert.True(answer.Value > 0, $"{answer}");
    }

    [Fact]
    public async Task Promtool_accepts_the_alerts()
    {
        var result = await CheckAsync("groups:", Promtool.CheckRulesAsync);

        Assert.True(result.ExitCode == 0, result.Output);
        Assert.Contains("4 rules found", result.Output, StringComparison.Ordinal);
    }

    //
    [Fact]
    public async Task Promtool_accepts_the_scrape_configuration()
    {
        var result = await CheckAsync("scrape_configs:", Promtool.CheckConfigurationAsync);

        Assert.True(result.ExitCode == 0, result.Output);
    }

    private static async Task<CommandResult> CheckAsync(string start, Func<string, Task<CommandResult>> check)
    {
        using var folder = new TemporaryFolder();
        var file = folder.PathOf("page.yml");
        await File.WriteAllTextAsync(
            file, Assert.Single(YamlBlock.In(Page), block => block.StartsWith(start, StringComparison.Ordinal)));
        return await check(file);
    }

    private async Task<IReadOnlyList<QuerySample>> AskAsync(string title) =>
        await (await sample.GetAsync()).SamplesAsync(PromqlBlock.In(Page)[title]);
}
