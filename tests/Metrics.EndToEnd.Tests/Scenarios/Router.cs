using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>The server that the console exporter asks.</summary>
internal sealed class Router : IAsyncDisposable
{
    public static readonly DateTimeOffset Started = new(2026, 11, 1, 10, 30, 0, TimeSpan.FromHours(2));
    public static readonly DateTimeOffset LastSeen = new(2026, 11, 26, 20, 0, 0, TimeSpan.Zero);

    private readonly ConcurrentDictionary<string, (bool IsUp, double ReceivedBytes)> _interfaces = new();
    private readonly ConcurrentDictionary<string, DateTimeOffset> _clients = new();
    private LoopbackServer? _server;

    private Router()
    {
        _interfaces["wan"] = (true, 123_456_789_012);
        _clients["tv"] = LastSeen;
    }

    public Uri Address => _server!.Address;

    public static async Task<Router> StartAsync()
    {
        var router = new Router();
        router._server = await LoopbackServer.StartAsync(router.AnswerAsync);
        return router;
    }

    public void SetInterface(string name, bool isUp, double receivedBytes) => _interfaces[name] = (isUp, receivedBytes);

    public void SetClient(string name) => _clients[name] = LastSeen;

    public void RemoveClient(string name) => _clients.TryRemove(name, out _);

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? default;

    private Task AnswerAsync(HttpContext context) => context.Response.WriteAsJsonAsync(
        new
        {
            Started,
            Temperature = (double?)null,
            Interfaces = _interfaces.Select(one => new { Name = one.Key, one.Value.IsUp, Speed = 125e6, one.Value.ReceivedBytes }),
            Clients = _clients.Select(one => new { Name = one.Key, LastSeen = one.Value }),
        },
        JsonSerializerOptions.Web);
}
