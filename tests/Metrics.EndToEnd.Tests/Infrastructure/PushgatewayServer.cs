using System.Net.Http.Json;
using System.Text.Json;

namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>One group that was pushed.</summary>
/// <param name="Labels">Its grouping key, with <c>job</c>.</param>
/// <param name="LastPushSuccessful">Whether the gateway took the last push to it.</param>
/// <param name="Families">Its families by name, each with <c>type</c>, <c>help</c> and <c>metrics</c> as the gateway returns them.</param>
internal sealed record PushedGroup(
    IReadOnlyDictionary<string, string> Labels, bool LastPushSuccessful, IReadOnlyDictionary<string, JsonElement> Families);

/// <summary>A real Pushgateway on a loopback port, which keeps nothing on disk unless it is given a file.</summary>
internal sealed class PushgatewayServer : IAsyncDisposable
{
    private readonly HttpServerProcess _process;

    private PushgatewayServer(HttpServerProcess process) => _process = process;

    public Uri Address => Client.BaseAddress!;

    public ConsoleOutput Output => _process.Output;

    /// <summary>A client for requests of a test's own.</summary>
    public HttpClient Client => _process.Client;

    /// <summary>Starts a gateway and waits until it is ready.</summary>
    /// <param name="port">The port to listen on, for a gateway that comes up late or again; null chooses a free one.</param>
    /// <param name="persistenceFile">The file that it keeps the groups in.</param>
    /// <param name="flags">More flags, such as <c>--push.disable-consistency-check</c>.</param>
    public static async Task<PushgatewayServer> StartAsync(
        ReservedPort? port = null, string persistenceFile = "", params IReadOnlyList<string> flags)
    {
        var command = new ServerCommand(
            Requirement.Program("prometheus-pushgateway"),
            [$"--web.listen-address=127.0.0.1:{port?.Number ?? 0}", $"--persistence.file={persistenceFile}", .. flags]);
        return new PushgatewayServer(await HttpServerProcess.StartAsync(command));
    }

    /// <summary>The page that Prometheus would scrape, in the text format.</summary>
    public Task<string> MetricsAsync() => Client.GetStringAsync("metrics");

    public async Task<IReadOnlyList<PushedGroup>> GroupsAsync()
    {
        var answer = await Client.GetFromJsonAsync<JsonElement>("api/v1/metrics");
        return [.. answer.GetProperty("data").EnumerateArray().Select(ToGroup)];
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static PushedGroup ToGroup(JsonElement group) => new(
        group.GetProperty("labels").ToLabels(),
        group.GetProperty("last_push_successful").GetBoolean(),
        group.EnumerateObject()
            .Where(member => member.Value.ValueKind == JsonValueKind.Object && member.Value.TryGetProperty("metrics", out _))
            .ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal));
}
