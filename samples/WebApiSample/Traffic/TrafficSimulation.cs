using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using WebApiSample.Orders;

namespace WebApiSample.Traffic;

/// <summary>Sends requests to the application itself, some of them for unknown orders and routes.</summary>
public sealed class TrafficSimulation(IServer server, IHttpClientFactory clients, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);

        using var client = clients.CreateClient();
        client.BaseAddress = FirstAddress();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(150));
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await VisitAsync(client, stoppingToken);
        }
    }

    private static async Task VisitAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var channel = Enum.GetValues<OrderChannel>()[Random.Shared.Next(3)];
        try
        {
            var order = new { channel = channel.ToString(), euros = Random.Shared.Next(1, 600) };
            using var placed = await client.PostAsJsonAsync("api/orders", order, cancellationToken);
            using var found = await client.GetAsync(placed.Headers.Location, cancellationToken);
            var wrong = new Uri(Random.Shared.Next(4) == 0 ? "api/orders/0" : "api/order", UriKind.Relative);
            using var missed = await client.GetAsync(wrong, cancellationToken);
        }
        catch (HttpRequestException)
        {
            // The application may be starting or stopping. The next tick sends other requests.
        }
    }

    private Uri FirstAddress()
    {
        var address = server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new Uri(address.Replace("//[::]", "//localhost", StringComparison.Ordinal)
            .Replace("//0.0.0.0", "//localhost", StringComparison.Ordinal)
            .Replace("//*", "//localhost", StringComparison.Ordinal)
            .Replace("//+", "//localhost", StringComparison.Ordinal));
    }
}
