using System.Net.Http.Json;
using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>The web API sample, and one Prometheus that has scraped it before and after a scripted load.</summary>
public sealed class LoadedSample : IAsyncDisposable
{
    public const int Orders = 20;
    public const int Found = 30;
    public const int Missing = 10;

    private const string Total = "sum(http_request_duration_seconds_count)";

    private readonly Stack<IAsyncDisposable> _parts = [];
    private readonly Lazy<Task<PrometheusServer>> _prometheus;

    public LoadedSample() => _prometheus = new Lazy<Task<PrometheusServer>>(StartAsync);

    /// <summary>A time that every order took the server at least.</summary>
    public TimeSpan ShortestOrder { get; private set; }

    /// <summary>A time that no order took the server.</summary>
    public TimeSpan LongestOrder { get; private set; }

    /// <summary>A time that no search took the server.</summary>
    public TimeSpan LongestSearch { get; private set; }

    /// <summary>The number of orders that Prometheus has seen in progress at once.</summary>
    public double OrdersInProgress { get; private set; }

    internal Task<PrometheusServer> GetAsync() => _prometheus.Value;

    public async ValueTask DisposeAsync()
    {
        while (_parts.TryPop(out var part))
        {
            await part.DisposeAsync();
        }
    }

    private async Task<PrometheusServer> StartAsync()
    {
        Requirement.Program("prometheus");
        var sample = SampleProcess.Start(
            "WebApiSample", environment: new Dictionary<string, string?> { ["Sample__SimulateTraffic"] = "false" });
        _parts.Push(sample);
        var address = await sample.WaitForAddressAsync();
        using var client = LoopbackClient.Create(address);

        // All series exist at the first scrape, with values from which Prometheus extrapolates each of them in the same way.
        for (var i = 0; i < Orders; i++)
        {
            using var placed = await client.PostAsJsonAsync("api/orders", new { channel = "Web", euros = 5 });
            placed.EnsureSuccessStatusCode();
        }

        await SearchAsync(client);
        var prometheus = await PrometheusServer.StartAsync([new ScrapeTarget("sample", new Uri(address, "metrics"))]);
        _parts.Push(prometheus);
        await WaitForAsync(prometheus, Total, Orders + Found + Missing);
        await LoadAsync(address, client, prometheus);
        await WaitForAsync(prometheus, Total, 2 * (Orders + Found + Missing));
        return prometheus;
    }

    /// <summary>Places orders whose bodies end when Prometheus has seen all of them in progress, and searches while they wait.</summary>
    private async Task LoadAsync(Uri address, HttpClient client, PrometheusServer prometheus)
    {
        using var handler = new SocketsHttpHandler { UseProxy = false, Expect100ContinueTimeout = Eventually.DefaultDeadline };
        using var slowClient = new HttpClient(handler) { BaseAddress = address };
        var orders = Enumerable.Range(0, Orders).Select(_ => new HeldOrder()).ToArray();
        var start = TimeProvider.System.GetTimestamp();
        var placing = orders.Select(order => order.PlaceAsync(slowClient)).ToArray();
        await WaitForAsync(prometheus, """sum(http_requests_in_progress{method="POST"})""", Orders);
        OrdersInProgress = Orders;
        await SearchAsync(client);
        ShortestOrder = orders.Select(order => order.Release()).Min();
        await Task.WhenAll(placing);
        LongestOrder = TimeProvider.System.GetElapsedTime(start);
    }

    private async Task SearchAsync(HttpClient client)
    {
        for (var i = 0; i < Found + Missing; i++)
        {
            var start = TimeProvider.System.GetTimestamp();
            using var answer = await client.GetAsync(i < Found ? "api/orders/1" : "api/orders/4711");
            var elapsed = TimeProvider.System.GetElapsedTime(start);
            LongestSearch = elapsed > LongestSearch ? elapsed : LongestSearch;
            Assert.Equal(i < Found ? 200 : 404, (int)answer.StatusCode);
        }
    }

    private static async Task WaitForAsync(PrometheusServer prometheus, string query, double value) => await Eventually.GetAsync(
        $"{query} is {value}",
        async () => await prometheus.QueryAsync(query) is [var only] ? only.Value : double.NaN,
        found => found == value);
}
