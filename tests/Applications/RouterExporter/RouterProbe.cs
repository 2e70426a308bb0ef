using System.Net.Http.Json;
using PrometheusMetrics;

namespace RouterExporter;

internal sealed class RouterProbe(HttpClient client, Uri router)
{
    private HashSet<string> _clients = [];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var timer = RouterMetrics.ProbeDuration.StartTimer();
            Show((await client.GetFromJsonAsync<RouterStatus>(router, cancellationToken))!);
        }
        catch (HttpRequestException)
        {
            RouterMetrics.ProbeFailures.Inc();
        }
    }

    private void Show(RouterStatus status)
    {
        RouterMetrics.StartTime.SetToTime(status.Started);
        if (status.Temperature is { } temperature)
        {
            RouterMetrics.Temperature.Set(temperature);
        }

        foreach (var found in status.Interfaces)
        {
            RouterMetrics.ReceivedBytes.WithLabels(found.Name).IncTo(found.ReceivedBytes);
            if (found.IsUp)
            {
                RouterMetrics.Speed.WithLabels(found.Name).Set(found.Speed);
            }
            else
            {
                RouterMetrics.Speed.Hide(found.Name);
            }
        }

        ShowClients(status.Clients);
    }

    private void ShowClients(IReadOnlyList<RouterClient> clients)
    {
        foreach (var found in clients)
        {
            RouterMetrics.LastSeen.WithLabels(found.Name).SetToTime(found.LastSeen);
        }

        var names = clients.Select(found => found.Name).ToHashSet();
        foreach (var gone in _clients.Except(names))
        {
            RouterMetrics.LastSeen.Remove(gone);
        }

        _clients = names;
    }
}
