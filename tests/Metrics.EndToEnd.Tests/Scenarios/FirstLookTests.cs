using System.Text.RegularExpressions;
using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>What a newcomer sees who types what the README says.</summary>
public sealed partial class FirstLookTests
{
    [Fact]
    public async Task The_sample_says_where_to_look_and_its_metrics_are_alive()
    {
        await using var sample = SampleProcess.Start("WebApiSample");
        var metrics = new Uri((await sample.WaitForLineAsync(MetricsLine())).Groups[1].Value);
        using var client = new HttpClient();

        var body = await Eventually.GetAsync(
            "the sample's own traffic", () => client.GetStringAsync(metrics), body => OrdersPlaced().IsMatch(body), () => sample.Output.Tail);

        Assert.Contains("process_start_time_seconds", body, StringComparison.Ordinal);
        Assert.DoesNotContain("metrics_push_attempts_total{", body, StringComparison.Ordinal);
        Assert.DoesNotContain("fail:", sample.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_program_of_the_README_shows_its_metric()
    {
        await using var program = SampleProcess.Start("FirstMetric");
        using var client = new HttpClient { BaseAddress = await program.WaitForAddressAsync() };

        Assert.Equal("Hello!", await client.GetStringAsync("hello"));
        var body = await client.GetStringAsync("metrics");

        Assert.Contains("\ngreetings_total 1\n", body, StringComparison.Ordinal);
        Assert.Contains("http_request_duration_seconds_count{method=\"GET\",status=\"200\",route=\"/hello\"} 1\n", body, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"Metrics:\s+(http\S+)")]
    private static partial Regex MetricsLine();

    [GeneratedRegex(@"^orders_placed_total\{channel=""\w+""\} [1-9]", RegexOptions.Multiline)]
    private static partial Regex OrdersPlaced();
}
