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
    /// <remarks>A scrape that fails, or takes longer than its time-out, hides all series of the target until the next one. So what must be
    /// there is for <see cref="SingleAsync"/> or <see cref="SamplesAsync"/>.</remarks>
    /// <exception cref="InvalidOperationException">Prometheus refuses the query.</exception>
    public async Task<IReadOnlyList<QuerySample>> QueryAsync(string promql) =>
        (await AskAsync($"api/v1/query?query={Uri.EscapeDataString(promql)}")).ToSamples();

    /// <summary>Waits until a query finds exactly one sample, and returns it.</summary>
    /// <param name="promql">The query.</param>
    /// <param name="job">The job whose samples count; null for all samples.</param>
    /// <param name="deadline">How long to wait; <see cref="Eventually.DefaultDeadline"/> when null.</param>
    /// <exception cref="TimeoutException">The message has all samples that the query found.</exception>
    public async Task<QuerySample> SingleAsync(string promql, string? job = null, TimeSpan? deadline = null) =>
        (await SamplesAsync(promql, samples => samples.Count == 1, job, deadline))[0];

    /// <summary>Waits until a query finds the expected samples, and returns them.</summary>
    /// <param name="promql">The query.</param>
    /// <param name="isEnough">Whether the samples end the wait; null for any.</param>
    /// <param name="job">The job whose samples count; null for all samples.</param>
    /// <param name="deadline">How long to wait; <see cref="Eventually.DefaultDeadline"/> when null.</param>
    /// <exception cref="TimeoutException">The message has all samples that the query found.</exception>
    public Task<IReadOnlyList<QuerySample>> SamplesAsync(
        string promql, Func<IReadOnlyList<QuerySample>, bool>? isEnough = null, string? job = null, TimeSpan? deadline = null) =>
        WaitForAsync(
            job is null ? promql : $"{promql} of the job {job}",
            () => QueryAsync(promql),
            sample => job is null || sample.Labels.GetValueOrDefault("job") == job,
            isEnough,
            deadline);

    /// <summary>Waits until a query finds exactly one native histogram, and returns it.</summary>
    /// <exception cref="TimeoutException">The message has all histograms that the query found.</exception>
    public async Task<NativeSample> SingleNativeAsync(string promql)
    {
        var histograms = await WaitForAsync(
            promql,
            async () => (await AskAsync($"api/v1/query?query={Uri.EscapeDataString(promql)}")).ToNativeSamples(),
            isEnough: histograms => histograms.Count == 1);
        return histograms[0];
    }

    public async Task<IReadOnlyList<TargetState>> TargetsAsync() => (await AskAsync("api/v1/targets")).ToTargets();

    /// <summary>The metadata that the targets exposed for the family with this name, or for all families.</summary>
    /// <remarks>With OpenMetrics the name of a counter's family has no <c>_total</c>.</remarks>
    public async Task<IReadOnlyList<FamilyMetadata>> MetadataAsync(string metric = "") =>
        (await AskAsync($"api/v1/targets/metadata?metric={Uri.EscapeDataString(metric)}")).ToMetadata(metric);

    /// <summary>Waits for the metadata that the target of a job exposed, and returns it by the names of the families. A collector may have
    /// been late for a scrape, so those that are needed are waited for.</summary>
    public async Task<IReadOnlyDictionary<string, FamilyMetadata>> FamiliesAsync(string job, params string[] needed) =>
        await Eventually.GetAsync(
            $"families of the job {job}: {string.Join(", ", needed)}",
            async () => (await MetadataAsync()).Where(family => family.Job == job).ToDictionary(family => family.Metric),
            families => families.Count > 0 && needed.All(families.ContainsKey),
            () => Output.Tail);

    /// <summary>Waits until there are exemplars of the last hour, and returns them. They are stored with the flag
    /// <c>--enable-feature=exemplar-storage</c> only.</summary>
    public Task<IReadOnlyList<StoredExemplar>> ExemplarsAsync(string promql) => WaitForAsync($"exemplars of {promql}", async () =>
    {
        var now = TimeProvider.System.GetUtcNow();
        var range = $"start={now.AddHours(-1).ToUnixTimeSeconds()}&end={now.AddMinutes(1).ToUnixTimeSeconds()}";
        return (await AskAsync($"api/v1/query_exemplars?query={Uri.EscapeDataString(promql)}&{range}")).ToExemplars();
    });

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

    /// <summary>Polls until what counts is enough, which any of it is by default.</summary>
    private async Task<IReadOnlyList<T>> WaitForAsync<T>(
        string what,
        Func<Task<IReadOnlyList<T>>> ask,
        Func<T, bool>? counts = null,
        Func<IReadOnlyList<T>, bool>? isEnough = null,
        TimeSpan? deadline = null)
    {
        IReadOnlyList<T> all = [];
        return await Eventually.GetAsync<IReadOnlyList<T>>(
            what,
            async () =>
            {
                all = await ask();
                return counts is null ? all : [.. all.Where(counts)];
            },
            isEnough ?? (static found => found.Count > 0),
            () => $"All that Prometheus has:{Environment.NewLine}{string.Join(Environment.NewLine, all)}{Environment.NewLine}{Output.Tail}",
            deadline);
    }

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
