using PrometheusMetrics;
using PrometheusMetrics.AspNetCore;

namespace GameServer;

internal sealed class MetricsEndpoint(int port)
{
    private MetricsServer? _server;
    private IDisposable? _process;
    private IDisposable? _runtime;
    private int _starts;

    public Task ToggleAsync() => _server is null ? StartAsync() : StopAsync();

    public async Task StartAsync()
    {
        _process = GameMetrics.Registry.StartProcessMetrics();
        _runtime = GameMetrics.Registry.StartRuntimeMetrics(RuntimeMetricGroups.Gc | RuntimeMetricGroups.ThreadPool);
        _server = await MetricsServer.StartAsync(
            GameMetrics.Registry, new MetricsServerOptions { Host = "127.0.0.1", Port = port });
        _starts++;
        Console.WriteLine($"Metrics {_starts}: {_server.Addresses[0]}");
    }

    public async Task StopAsync()
    {
        if (_server is null)
        {
            return;
        }

        await _server.DisposeAsync();
        _server = null;
        _runtime!.Dispose();
        _process!.Dispose();
        Console.WriteLine($"Metrics {_starts} are off.");
    }
}
