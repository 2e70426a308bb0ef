using System.Text.RegularExpressions;

namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>A real node_exporter on a loopback port, with its textfile collector only.</summary>
internal sealed partial class NodeExporterServer : IAsyncDisposable
{
    private readonly ServerProcess _process;
    private readonly HttpClient _client;

    private NodeExporterServer(ServerProcess process, HttpClient client)
    {
        _process = process;
        _client = client;
    }

    public ConsoleOutput Output => _process.Output;

    /// <summary>The address of the page that Prometheus scrapes.</summary>
    public Uri Page => new(_client.BaseAddress!, "metrics");

    /// <summary>The lines of the log that report an error.</summary>
    public IEnumerable<string> Errors => Output.Lines().Where(line => ErrorLine().IsMatch(line));

    /// <summary>Starts a server and waits until it answers.</summary>
    /// <param name="folder">The folder of the text files.</param>
    public static async Task<NodeExporterServer> StartAsync(string folder)
    {
        var process = ServerProcess.Start(new ServerCommand(
            Requirement.Program("prometheus-node-exporter"),
            [
                "--web.listen-address=127.0.0.1:0",
                "--collector.disable-defaults",
                "--collector.textfile",
                $"--collector.textfile.directory={folder}",
            ]));
        HttpClient? client = null;
        try
        {
            var line = await process.WaitForLineAsync(ListeningLine());
            client = LoopbackClient.Create(new Uri($"http://{line.Groups[1].Value}/"));
            await process.WaitUntilReadyAsync(client, "metrics");
            return new NodeExporterServer(process, client);
        }
        catch
        {
            client?.Dispose();
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Scrapes once, and returns the lines.</summary>
    public async Task<string[]> ScrapeAsync() => (await _client.GetStringAsync(Page)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return _process.DisposeAsync();
    }

    [GeneratedRegex("""msg="Listening on".* address=(\S+)""")]
    private static partial Regex ListeningLine();

    [GeneratedRegex("level=error", RegexOptions.IgnoreCase)]
    private static partial Regex ErrorLine();
}
