using System.Text.Json;

namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>One stored series.</summary>
/// <param name="Labels">Its labels, with <c>__name__</c>.</param>
/// <param name="Values">Its values, in the order of their times.</param>
internal sealed record StoredSeries(IReadOnlyDictionary<string, string> Labels, IReadOnlyList<double> Values);

/// <summary>A real VictoriaMetrics server on a loopback port, with its data in a temporary folder.</summary>
internal sealed class VictoriaMetricsServer : IAsyncDisposable
{
    private readonly ServerProcess _process;
    private readonly ReservedPort _port;

    private VictoriaMetricsServer(ServerProcess process, ReservedPort port)
    {
        (_process, _port) = (process, port);
        Client = LoopbackClient.Create(port.Address);
    }

    public Uri Address => _port.Address;

    /// <summary>A client for requests of a test's own.</summary>
    public HttpClient Client { get; }

    public static async Task<VictoriaMetricsServer> StartAsync()
    {
        var program = Requirement.Program("victoria-metrics");

        // It does not say which port it has chosen.
        var port = new ReservedPort();
        var folder = new TemporaryFolder();
        string[] arguments =
            [$"-httpListenAddr=127.0.0.1:{port.Number}", $"-storageDataPath={folder.PathOf("data")}", "-retentionPeriod=1d"];
        var server = new VictoriaMetricsServer(ServerProcess.Start(new ServerCommand(program, arguments), folder), port);
        try
        {
            await server._process.WaitUntilReadyAsync(server.Client, "health");
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Returns the stored series of a metric when there are as many as expected, which takes a moment.</summary>
    /// <param name="name">The name of the metric.</param>
    /// <param name="isEnough">Whether the series are the expected ones; null for any.</param>
    public Task<IReadOnlyList<StoredSeries>> ExportAsync(string name, Predicate<IReadOnlyList<StoredSeries>>? isEnough = null) =>
        Eventually.GetAsync(
            $"the series of '{name}'",
            () => ReadAsync(name),
            series => series.Count > 0 && isEnough?.Invoke(series) != false,
            () => _process.Output.Tail);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
        _port.Dispose();
    }

    private async Task<IReadOnlyList<StoredSeries>> ReadAsync(string name)
    {
        await Client.GetStringAsync("internal/force_flush");
        var selector = Uri.EscapeDataString($"{{__name__=\"{name}\"}}");
        var lines = await Client.GetStringAsync($"api/v1/export?match%5B%5D={selector}");
        return [.. lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
    }

    private static StoredSeries Parse(string line)
    {
        using var document = JsonDocument.Parse(line);
        return new StoredSeries(
            document.RootElement.GetProperty("metric").ToLabels(),
            [.. document.RootElement.GetProperty("values").EnumerateArray().Select(value => value.GetDouble())]);
    }
}
