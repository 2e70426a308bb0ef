using System.Text.RegularExpressions;
using PrometheusMetrics.EndToEnd.Infrastructure;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>The programs of the README, run as it says.</summary>
public sealed partial class FirstLookTests
{
    [Fact]
    public async Task The_sample_prints_the_address_of_its_metrics_and_they_change()
    {
        await using var sample = SampleProcess.Start("WebApiSample");
        var metrics = new Uri((await sample.WaitForLineAsync(MetricsLine())).Groups[1].Value);
        using var client = new HttpClient();

        var body = await Eventually.GetAsync(
            "the sample's own traffic",
            () => client.GetStringAsync(metrics),
            body => OrdersPlaced().IsMatch(body),
            () => sample.Output.Tail);

        Assert.Contains("process_start_time_seconds", body, StringComparison.Ordinal);
        Assert.DoesNotContain("metrics_push_attempts_total{", body, StringComparison.Ordinal);
        Assert.DoesNotContain("fail:", sample.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_start_page_of_the_sample_leads_to_the_metrics_and_to_what_changes_them()
    {
        await using var sample = SampleProcess.Start("WebApiSample");
        using var client = new HttpClient { BaseAddress = await sample.WaitForAddressAsync() };
        await Eventually.GetAsync(
            "the first order", () => client.GetAsync("api/orders/1"), answer => answer.IsSuccessStatusCode, () => sample.Output.Tail);

        using var page = await client.GetAsync("");
        var html = await page.Content.ReadAsStringAsync();

        Assert.Equal("text/html; charset=utf-8", page.Content.Headers.ContentType?.ToString());
        var status = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var link in Links().Matches(html).Select(match => match.Groups[1].Value))
        {
            using var answer = await client.GetAsync(link);
            status.Add(link, (int)answer.StatusCode);
        }

        Assert.Equal([("/metrics", 200), ("/api/orders/1", 200), ("/api/orders/0", 404)], status.Select(link => (link.Key, link.Value)));
        var metrics = await client.GetStringAsync("metrics");
        Assert.All(
            Names().Matches(html).Select(match => match.Groups[1].Value),
            name => Assert.Contains($"\n{name}", metrics, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_scrape_configuration_of_the_README_is_valid()
    {
        var promtool = Requirement.Program("promtool");
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.PathOf("prometheus.yml"), await BlockOfReadmeAsync("yaml"));

        var check = await CommandLine.RunAsync(promtool, ["check", "config", folder.PathOf("prometheus.yml")]);

        Assert.True(check.ExitCode == 0, check.Output);
    }

    [Fact]
    public async Task The_queries_of_the_README_have_answers()
    {
        Requirement.Program("prometheus");
        var queries = (await BlockOfReadmeAsync("promql")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith('#')).ToList();
        await using var sample = SampleProcess.Start("WebApiSample");
        var address = await sample.WaitForAddressAsync();
        await using var prometheus = await PrometheusServer.StartAsync([new ScrapeTarget("sample", new Uri(address, "metrics"))]);
        await prometheus.WaitForUpAsync();

        Assert.Equal(3, queries.Count);
        foreach (var query in queries)
        {
            // A rate needs two scrapes.
            var samples = await prometheus.SamplesAsync(
                query, samples => samples.Count > 0 && samples.All(sample => double.IsFinite(sample.Value)));
            Assert.All(samples, sample => Assert.InRange(sample.Value, 0, 1000));
        }
    }

    [Fact]
    public async Task The_first_program_of_the_README_answers_the_lines_that_it_shows()
    {
        await using var program = SampleProcess.Start("FirstMetric");
        using var client = new HttpClient { BaseAddress = await program.WaitForAddressAsync() };

        Assert.Equal("Hello!", await client.GetStringAsync("hello"));
        var body = await client.GetStringAsync("metrics");

        Assert.Contains("\ngreetings_total 1\n", body, StringComparison.Ordinal);
        Assert.Contains(
            "http_request_duration_seconds_count{method=\"GET\",status=\"200\",route=\"/hello\"} 1\n", body, StringComparison.Ordinal);

        var shown = (await BlockOfReadmeAsync("text")).TrimEnd('\n').Split('\n');
        Assert.Equal(6, shown.Length);
        Assert.Equal(shown, body.Split('\n').Where(shown.Contains));
    }

    /// <summary>The first block of this language.</summary>
    private static async Task<string> BlockOfReadmeAsync(string language)
    {
        var readme = await File.ReadAllTextAsync(Repository.PathOf("README.md"));
        return Regex.Match(readme, $@"^```{language}\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline).Groups[1].Value;
    }

    [GeneratedRegex(@"Metrics:\s+(http\S+)")]
    private static partial Regex MetricsLine();

    [GeneratedRegex(@"href=""([^""]+)""")]
    private static partial Regex Links();

    [GeneratedRegex(@"<code>([a-z_]{10,})[<{]")]
    private static partial Regex Names();

    [GeneratedRegex(@"^orders_placed_total\{channel=""\w+""\} [1-9]", RegexOptions.Multiline)]
    private static partial Regex OrdersPlaced();
}
