using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>The queries and alerts that the documentation shows, and what they answer after a load that is known.</summary>
public sealed class RequestQueryTests(LoadedSample sample) : IClassFixture<LoadedSample>
{
    private const string HttpPage = "docs/http-metrics.md";
    private const string Orders = "/api/orders";
    private const string Order = "/api/orders/{id}";

    public static TheoryData<string> Pages => ["README.md", HttpPage, "docs/grpc.md", "docs/blazor-and-signalr.md"];

    //
    [Fact]
    public async Task The_rate_by_route_is_what_the_load_was()
    {
        var rates = await AskAsync("Requests per second, by route");

        Assert.Equal([Orders, Order], rates.Keys.Order());
        Assert.Equal((double)LoadedSample.Orders / (LoadedSample.Found + LoadedSample.Missing), rates[Orders] / rates[Order], 1e-9);

        // In the 5 minutes of the query. Prometheus adds up to half an interval between scrapes at both ends.
        Assert.InRange(rates[Orders] * 300, LoadedSample.Orders - 0.001, LoadedSample.Orders * 2.2);
    }

    // what is in progress counts only when it ends.
    [Fact]
    public async Task Orders_in_progress_were_seen_as_such()
    {
        await sample.GetAsync();
        Assert.Equal(LoadedSample.Orders, sample.OrdersInProgress);
    }

    // The sample has no failure of its own, so the query is for the errors of clients.
    [Fact]
    public async Task The_share_of_errors_by_route_is_what_the_load_was()
    {
        var errors = await AskAsync(
            "Share of requests that failed, by route", query => query.Replace("5..", "4..", StringComparison.Ordinal));

        var only = Assert.Single(errors);
        Assert.Equal(Order, only.Key);
        Assert.Equal((double)LoadedSample.Missing / (LoadedSample.Found + LoadedSample.Missing), only.Value, 1e-9);
    }

    //
    [Fact]
    public async Task The_95th_percentile_by_route_is_in_the_bucket_of_the_time_that_the_client_measured()
    {
        var percentiles = await AskAsync("95th percentile of the duration, by route");

        Assert.InRange(percentiles[Orders], LowerBound(sample.ShortestOrder), UpperBound(sample.LongestOrder));
        Assert.InRange(percentiles[Order], 0.0001, UpperBound(sample.LongestSearch));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Prometheus_accepts_every_query_of_a_page(string page)
    {
        var prometheus = await sample.GetAsync();
        var queries = PromqlBlock.In(page);

        Assert.NotEmpty(queries);
        foreach (var query in queries.Values)
        {
            await prometheus.QueryAsync(query);
        }
    }

    [Fact]
    public async Task Promtool_accepts_the_alerts()
    {
        using var folder = new TemporaryFolder();
        var file = folder.PathOf("alerts.yml");
        await File.WriteAllTextAsync(
            file, Assert.Single(YamlBlock.In(HttpPage), block => block.StartsWith("groups:", StringComparison.Ordinal)));

        var result = await Promtool.CheckRulesAsync(file);

        Assert.True(result.ExitCode == 0, result.Output);
        Assert.Contains("2 rules found", result.Output, StringComparison.Ordinal);
    }

    private static double LowerBound(TimeSpan time) => Buckets.Default.LastOrDefault(bound => bound < time.TotalSeconds);

    private static double UpperBound(TimeSpan time) =>
        Buckets.Default.FirstOrDefault(bound => bound >= time.TotalSeconds, Buckets.Default[^1]);

    private async Task<IReadOnlyDictionary<string, double>> AskAsync(string title, Func<string, string>? change = null)
    {
        var prometheus = await sample.GetAsync();
        var query = PromqlBlock.In(HttpPage)[title];
        var answer = await prometheus.SamplesAsync(change is null ? query : change(query));
        return answer.ToDictionary(series => series.Labels["route"], series => series.Value);
    }
}
