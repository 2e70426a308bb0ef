using System.Text.RegularExpressions;

namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>A server process of the Prometheus project, with a client for it. All of them print the port that they chose in the same words
/// and say at the same path that they are ready.</summary>
internal sealed partial class HttpServerProcess : IAsyncDisposable
{
    private readonly ServerProcess _process;

    private HttpServerProcess(ServerProcess process, HttpClient client)
    {
        _process = process;
        Client = client;
    }

    public HttpClient Client { get; }

    public ConsoleOutput Output => _process.Output;

    public Task SignalAsync(Signal signal) => _process.SignalAsync(signal);

    /// <summary>Starts a server and waits until it is ready.</summary>
    /// <param name="command">What to start; its port may be 0.</param>
    /// <param name="folder">The server's folder, which is deleted with the server; a new one when null.</param>
    /// <param name="createClient">A function that creates the client for an address such as <c>127.0.0.1:9091</c>, for a server that is
    /// protected; null for one that is not.</param>
    public static async Task<HttpServerProcess> StartAsync(
        ServerCommand command, TemporaryFolder? folder = null, Func<string, HttpClient>? createClient = null)
    {
        var process = ServerProcess.Start(command, folder);
        HttpClient? client = null;
        try
        {
            var line = await process.WaitForLineAsync(ListeningLine());
            var address = line.Groups[1].Value;
            client = createClient?.Invoke(address) ?? LoopbackClient.Create(new Uri($"http://{address}/"));
            await process.WaitUntilReadyAsync(client, "-/ready");
            return new HttpServerProcess(process, client);
        }
        catch
        {
            client?.Dispose();
            await process.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        Client.Dispose();
        return _process.DisposeAsync();
    }

    [GeneratedRegex("""msg="Listening on".* address=(\S+)""")]
    private static partial Regex ListeningLine();
}
