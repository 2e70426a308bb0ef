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
    public async Task The_first_program_of_the_README_answers_the_lines_that_it_shows()
    {
        await using var program = SampleProcess.Start("FirstMetric");
        using var client = new HttpClient { BaseAddress = await program.WaitForAddressAsync() };

        Assert.Equal("Hello!", await client.GetStringAsync("hello"));
        var body = await client.GetStringAsync("metrics");

        Assert.Contains("\ngreetings_total 1\n", body, StringComparison.Ordinal);
        Assert.Contains(
            "http_request_duration_seconds_count{method=\"GET\",status=\"200\",route=\"/hello\"} 1\n", body, StringComparison.Ordinal);

        var shown = TextBlock().Match(await File.ReadAllTextAsync(Repository.PathOf("README.md"))).Groups[1].Value.Split('\n');
        Assert.Equal(6, shown.Length);
        Assert.Equal(shown, body.Split('\n').Where(shown.Contains));
    }

    [GeneratedRegex(@"Metrics:\s+(http\S+)")]
    private static partial Regex MetricsLine();

    [GeneratedRegex(@"^```text\n(.*?)\n```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex TextBlock();

    [GeneratedRegex(@"^orders_placed_total\{channel=""\w+""\} [1-9]", RegexOptions.Multiline)]
    private static partial Regex OrdersPlaced();
}
