using System.Net.Sockets;
using PrometheusMetrics.AspNetCore;

namespace PrometheusMetrics.Tests.Support;

/// <summary>A metrics server with a gauge, <c>served 1</c>, at a port of 127.0.0.1 that the system chooses.</summary>
internal static class TestMetricsServer
{
    public const string Sample = "served 1\n";

    public static MetricRegistry CreateRegistry()
    {
        var registry = new MetricRegistry();
        new MetricFactory(registry).CreateGauge("served", "").Set(1);
        return registry;
    }

    public static Task<MetricsServer> StartAsync(Action<MetricsServerOptions>? configure = null) =>
        StartAsync(TimeProvider.System, configure);

    public static Task<MetricsServer> StartAsync(TimeProvider timeProvider, Action<MetricsServerOptions>? configure = null)
    {
        var options = new MetricsServerOptions { Host = "127.0.0.1", Port = 0 };
        configure?.Invoke(options);
        return MetricsServer.StartAsync(CreateRegistry(), options, null, timeProvider, TestContext.Current.CancellationToken);
    }

    public static HttpClient CreateClient() => new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });

    public static HttpClient CreateUnixClient(string path) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    });

    public static async Task<string> GetAsync(this MetricsServer server, params (string Name, string Value)[] headers)
    {
        using var response = await server.SendAsync(HttpMethod.Get, headers: headers);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    public static async Task<HttpResponseMessage> SendAsync(
        this MetricsServer server, HttpMethod method, string? path = null, params (string Name, string Value)[] headers)
    {
        using var client = CreateClient();
        var address = new Uri(server.Addresses[0]);
        using var request = new HttpRequestMessage(method, path is null ? address : new Uri(address, path));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
