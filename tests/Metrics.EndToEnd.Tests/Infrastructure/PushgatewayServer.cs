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
    private const string ProgramName = "prometheus-pushgateway";

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
    public static Task<PushgatewayServer> StartAsync(
        ReservedPort? port = null, string persistenceFile = "", params IReadOnlyList<string> flags) =>
        StartAsync(suite: null, port, protection: null, [$"--persistence.file={persistenceFile}", .. flags]);

    /// <summary>Starts the gateway of a newer release of Debian, or one that is protected, and waits until it is ready.</summary>
    /// <param name="suite">The release, or null for the installed gateway.</param>
    /// <param name="port">The port to listen on; null chooses a free one.</param>
    /// <param name="protection">Its certificate and users; null for none.</param>
    /// <param name="flags">More flags, which begin with <c>--persistence.file=</c>.</param>
    public static async Task<PushgatewayServer> StartAsync(
        string? suite, ReservedPort? port, GatewayProtection? protection, params IReadOnlyList<string> flags)
    {
        var program = suite is null
            ? Requirement.Program(ProgramName)
            : Requirement.NewerProgram(ProgramName, suite);
        string[] protect = protection is null ? [] : [$"--web.config.file={protection.File}"];
        var command = new ServerCommand(program, [$"--web.listen-address=127.0.0.1:{port?.Number ?? 0}", .. flags, .. protect]);
        return new(await HttpServerProcess.StartAsync(command, folder: null, protection is null ? null : protection.CreateClient));
    }

    /// <summary>Sends the process a signal, such as the one that stops it so that it hangs.</summary>
    public Task SignalAsync(Signal signal) => _process.SignalAsync(signal);

    /// <summary>The page that Prometheus would scrape, in the text format.</summary>
    public Task<string> MetricsAsync() => Client.GetStringAsync("metrics");

    public async Task<IReadOnlyList<PushedGroup>> GroupsAsync()
    {
        var answer = await Client.GetFromJsonAsync<JsonElement>("api/v1/metrics");
        return [.. answer.GetProperty("data").EnumerateArray().Select(ToGroup)];
    }

    /// <summary>Waits until the groups satisfy a condition, and returns them: the gateway answers a DELETE before it has deleted.</summary>
    public Task<IReadOnlyList<PushedGroup>> GroupsAsync(Func<IReadOnlyList<PushedGroup>, bool> isEnough) =>
        Eventually.GetAsync("the groups of the gateway", GroupsAsync, isEnough, () => Output.Tail);

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static PushedGroup ToGroup(JsonElement group) => new(
        group.GetProperty("labels").ToLabels(),
        group.GetProperty("last_push_successful").GetBoolean(),
        group.EnumerateObject()
            .Where(member => member.Value.ValueKind == JsonValueKind.Object && member.Value.TryGetProperty("metrics", out _))
            .ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal));
}
