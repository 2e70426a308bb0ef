using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>A real Prometheus server on a free loopback port, with its data in a temporary folder.</summary>
/// <remarks>Prometheus first scrapes its targets 5 seconds after its start, and no setting shortens that. So let one server
/// scrape what several tests need (<see cref="Shared{T}"/>).</remarks>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private readonly IReadOnlyList<ScrapeTarget> _targets;
    private readonly HttpServerProcess _process;

    private PrometheusServer(IReadOnlyList<ScrapeTarget> targets, HttpServerProcess process)
    {
        _targets = targets;
        _process = process;
    }

    public Uri Address => _process.Client.BaseAddress!;

    public ConsoleOutput Output => _process.Output;

    /// <summary>Starts the installed server, lets it scrape the targets, and waits until it is ready.</summary>
    /// <param name="targets">What to scrape.</param>
    /// <param name="flags">More flags, such as <c>--enable-feature=exemplar-storage</c>.</param>
    public static Task<PrometheusServer> StartAsync(IReadOnlyList<ScrapeTarget> targets, params IReadOnlyList<string> flags) =>
        StartAsync(suite: null, targets, flags);

    /// <summary>Starts the server of a newer release of Debian, as the other method does the installed one.</summary>
    /// <param name="suite">The release, or null for the installed server.</param>
    /// <param name="targets">What to scrape.</param>
    /// <param name="flags">More flags.</param>
    public static async Task<PrometheusServer> StartAsync(
        string? suite, IReadOnlyList<ScrapeTarget> targets, params IReadOnlyList<string> flags)
    {
        var program = suite is null ? Requirement.Program("prometheus") : Requirement.NewerProgram("prometheus", suite);
        var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.PathOf("prometheus.yml"), "scrape_configs:\n" + string.Concat(targets.Select(t => t.ToYaml())));
        var command = new ServerCommand(
            program,
            [
                $"--config.file={folder.PathOf("prometheus.yml")}",
                $"--storage.tsdb.path={folder.PathOf("data")}",
                "--web.listen-address=127.0.0.1:0",
                // Or it may need 5 seconds more until the first scrape.
                "--scrape.discovery-reload-interval=100ms",
                .. flags,
            ]);
        return new PrometheusServer(targets, await HttpServerProcess.StartAsync(command, folder));
    }

    /// <summary>Asks for an instant vector or a scalar, as of now.</summary>
    /// <exception cref="InvalidOperationException">Prometheus refuses the query.</exception>
    public async Task<IReadOnlyList<QuerySample>> QueryAsync(string promql) =>
        (await AskAsync($"api/v1/query?query={Uri.EscapeDataString(promql)}")).ToSamples();

    /// <summary>Asks for native histograms, as of now.</summary>
    public async Task<IReadOnlyList<NativeSample>> NativeAsync(string promql) =>
        (await AskAsync($"api/v1/query?query={Uri.EscapeDataString(promql)}")).ToNativeSamples();

    public async Task<IReadOnlyList<TargetState>> TargetsAsync() => (await AskAsync("api/v1/targets")).ToTargets();

    /// <summary>The metadata that the targets exposed for the family with this name, or for all families.</summary>
    /// <remarks>With OpenMetrics the name of a counter's family has no <c>_total</c>.</remarks>
    public async Task<IReadOnlyList<FamilyMetadata>> MetadataAsync(string metric = "") =>
        (await AskAsync($"api/v1/targets/metadata?metric={Uri.EscapeDataString(metric)}")).ToMetadata(metric);

    /// <summary>The exemplars of the last hour. They are stored with the flag <c>--enable-feature=exemplar-storage</c> only.</summary>
    public async Task<IReadOnlyList<StoredExemplar>> ExemplarsAsync(string promql)
    {
        var now = TimeProvider.System.GetUtcNow();
        var range = $"start={now.AddHours(-1).ToUnixTimeSeconds()}&end={now.AddMinutes(1).ToUnixTimeSeconds()}";
        return (await AskAsync($"api/v1/query_exemplars?query={Uri.EscapeDataString(promql)}&{range}")).ToExemplars();
    }

    /// <summary>Waits until the last scrape of a job's targets, or of all targets, succeeded and its samples can be queried.</summary>
    /// <exception cref="TimeoutException">The message has the state of each target.</exception>
    public async Task WaitForUpAsync(string? job = null, TimeSpan? deadline = null)
    {
        var awaited = _targets.Count(target => job is null || target.Job == job);
        var query = job is null ? "up == 1" : $"up{{job=\"{job}\"}} == 1";
        var targets = "";
        await Eventually.HoldsAsync(
            $"{awaited} targets with {query}",
            async () =>
            {
                targets = string.Join(Environment.NewLine, await TargetsAsync());
                return (await QueryAsync(query)).Count == awaited;
            },
            () => targets + Environment.NewLine + Output.Tail,
            deadline);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private async Task<JsonElement> AskAsync(string path)
    {
        using var response = await _process.Client.GetAsync(path);
        if (response.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.UnprocessableEntity)
        {
            throw new InvalidOperationException($"Prometheus refuses {path}: {await response.Content.ReadAsStringAsync()}");
        }

        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return answer.GetProperty("data");
    }
}
