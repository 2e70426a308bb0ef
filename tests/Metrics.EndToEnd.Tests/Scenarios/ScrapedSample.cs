using System.Net.Http.Headers;
using System.Net.Http.Json;
using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>The web API sample after known traffic, and one Prometheus that scrapes it twice: in the format that it prefers, and in text
/// 0.0.4.</summary>
internal sealed class ScrapedSample : IAsyncDisposable
{
    public const string OpenMetricsJob = "openmetrics";
    public const string TextJob = "text";
    public const string OpenMetrics = "application/openmetrics-text;version=1.0.0";

    /// <summary>Orders placed, in euros; by the web, then by the app.</summary>
    public static readonly double[] WebOrders = [5, 50, 1234.5];
    public static readonly double[] AppOrders = [10, 99.5];

    private readonly Stack<IAsyncDisposable> _parts = [];
    private HttpClient _client = null!;

    public PrometheusServer Prometheus { get; private set; } = null!;

    public AcceptOverrideProxy Proxy { get; private set; } = null!;

    public static async Task<ScrapedSample> StartAsync()
    {
        var sample = new ScrapedSample();
        try
        {
            await sample.StartAllAsync();
            return sample;
        }
        catch
        {
            await sample.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads the metrics page as a client that sends this Accept header.</summary>
    public async Task<(string? ContentType, string Body)> ReadMetricsAsync(string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "metrics");
        request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(accept));
        using var response = await _client.SendAsync(request);
        response.EnsureSuccessStatusCode();
        return (response.Content.Headers.ContentType?.ToString(), await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        while (_parts.TryPop(out var part))
        {
            await part.DisposeAsync();
        }
    }

    private async Task StartAllAsync()
    {
        Requirement.Program("prometheus");
        var sample = SampleProcess.Start(
            "WebApiSample", environment: new Dictionary<string, string?> { ["Sample__SimulateTraffic"] = "false" });
        _parts.Push(sample);
        var address = await sample.WaitForAddressAsync();
        _client = new HttpClient { BaseAddress = address };
        await SendTrafficAsync();
        Proxy = await AcceptOverrideProxy.StartAsync(address);
        _parts.Push(Proxy);
        Prometheus = await PrometheusServer.StartAsync(
        [
            new ScrapeTarget(OpenMetricsJob, new Uri(address, "metrics")),
            new ScrapeTarget(TextJob, new Uri(Proxy.Address, "metrics")),
        ]);
        _parts.Push(Prometheus);
        await Prometheus.WaitForUpAsync();
    }

    private async Task SendTrafficAsync()
    {
        foreach (var (channel, euros) in WebOrders.Select(order => ("Web", order)).Concat(AppOrders.Select(order => ("App", order))))
        {
            using var placed = await _client.PostAsJsonAsync("api/orders", new { channel, euros });
            placed.EnsureSuccessStatusCode();
        }

        using var refused = await _client.PostAsJsonAsync("api/orders", new { channel = "Web", euros = -1 });
        using var found = await _client.GetAsync("api/orders/1");
        using var again = await _client.GetAsync("api/orders/2");
        using var missing = await _client.GetAsync("api/orders/4711");
        using var unmatched = await _client.GetAsync("api/nonsense");
    }
}
