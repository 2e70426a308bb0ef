using System.Text.RegularExpressions;
using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>Four applications, each written as a team writes its own that used prometheus-net before, and one Prometheus that scrapes each
/// of them in both text formats.</summary>
internal sealed partial class TeamApplications : IAsyncDisposable
{
    public const string RouterExporter = "RouterExporter";
    public const string TicketShop = "TicketShop";
    public const string ParcelDepot = "ParcelDepot";
    public const string GameServer = "GameServer";

    public const string OpenMetrics = "OpenMetricsText1.0.0";
    public const string Text = "PrometheusText0.0.4";

    private readonly Stack<IAsyncDisposable> _parts = [];
    private readonly Dictionary<string, HttpClient> _clients = [];
    private readonly TemporaryFolder _folder = new();
    private readonly ReservedPort _gamePort = new();

    public PrometheusServer Prometheus { get; private set; } = null!;

    public Router Router { get; private set; } = null!;

    public SampleProcess Game { get; private set; } = null!;

    public int GamePort => _gamePort.Number;

    public static async Task<TeamApplications> StartAsync()
    {
        Requirement.NewerProgram("prometheus", "trixie");
        var applications = new TeamApplications();
        try
        {
            await applications.StartAllAsync();
            return applications;
        }
        catch
        {
            await applications.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts one application with nothing of its environment, and waits until it answers.</summary>
    public static async Task<SampleProcess> StartAsync(string application, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var process = SampleProcess.Start(
            application,
            application switch
            {
                RouterExporter => ["http://127.0.0.1:9/", "0"],
                GameServer => ["/dev/null", "0"],
                _ => [],
            },
            environment);
        await process.WaitForLineAsync(AddressLine());
        return process;
    }

    /// <summary>A client of an application, whose metrics are at the path <c>metrics</c>.</summary>
    public HttpClient Client(string application) => _clients[application];

    public static string Job(string application, string format) => $"{application}-{format}";

    /// <summary>Reads the page of an application in a format.</summary>
    public async Task<string> ReadMetricsAsync(string application, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "metrics");
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await Client(application).SendAsync(request);
        response.EnsureSuccessStatusCode();
        Assert.StartsWith(accept.Split(';')[0], response.Content.Headers.ContentType?.ToString(), StringComparison.Ordinal);
        return await response.Content.ReadAsStringAsync();
    }

    /// <summary>The value of the only series of the job that a query finds.</summary>
    public async Task<double> ValueAsync(string application, string format, string series) =>
        (await Prometheus.SingleAsync(series, Job(application, format))).Value;

    /// <summary>Waits until a query finds the expected samples of the job, and returns them.</summary>
    public Task<IReadOnlyList<QuerySample>> WaitForAsync(
        string application, string format, string series, Func<IReadOnlyList<QuerySample>, bool> isEnough) =>
        Prometheus.SamplesAsync(series, isEnough, Job(application, format));

    /// <summary>Replaces the worlds of the game.</summary>
    public void SetWorlds(params (string World, int Players)[] worlds)
    {
        File.WriteAllLines(_folder.PathOf("new"), worlds.Select(one => $"{one.World} {one.Players}"));
        File.Move(_folder.PathOf("new"), _folder.PathOf("worlds"), overwrite: true);
    }

    /// <summary>Sends the game the signal that switches its metrics off or on, and waits for the line that says so.</summary>
    public async Task ToggleGameAsync(Regex line)
    {
        await Game.SignalAsync(Signal.Hup);
        await Game.WaitForLineAsync(line);
    }

    public async ValueTask DisposeAsync()
    {
        while (_parts.TryPop(out var part))
        {
            await part.DisposeAsync();
        }

        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }

        _gamePort.Dispose();
        _folder.Dispose();
    }

    private async Task StartAllAsync()
    {
        Router = await Router.StartAsync();
        _parts.Push(Router);
        SetWorlds(("overworld", 12), ("nether", 3));
        await Task.WhenAll(
            [
                AddAsync(RouterExporter, [Router.Address.AbsoluteUri, "0"], new() { ["TEAM"] = "network", ["SHARD"] = "eu-1" }),
                AddAsync(TicketShop, [], []),
                AddAsync(ParcelDepot, [], []),
                AddAsync(GameServer, [_folder.PathOf("worlds"), $"{GamePort}"], []),
            ]);
        await UseShopAsync();
        await UseDepotAsync();
        Prometheus = await PrometheusServer.StartAsync(
            "trixie", [.. from client in _clients from format in (string[])[OpenMetrics, Text] select Target(client, format)]);
        _parts.Push(Prometheus);
        await Prometheus.WaitForUpAsync();
    }

    private async Task AddAsync(string application, string[] arguments, Dictionary<string, string?> environment)
    {
        var process = SampleProcess.Start(application, arguments, environment);
        lock (_parts)
        {
            _parts.Push(process);
            if (application == GameServer)
            {
                Game = process;
            }
        }

        var address = new Uri((await process.WaitForLineAsync(AddressLine())).Groups[1].Value);
        lock (_parts)
        {
            _clients.Add(application, LoopbackClient.Create(address));
        }
    }

    private async Task UseShopAsync()
    {
        (string, int, int)[] orders = [("web", 20, 200), ("web", 30, 200), ("box", 5, 200), ("web", 500, 402)];
        foreach (var (channel, euros, status) in orders)
        {
            using var answer = await Client(TicketShop).PostAsync($"tickets/{channel}?euros={euros}", content: null);
            Assert.Equal(status, (int)answer.StatusCode);
        }
    }

    private async Task UseDepotAsync()
    {
        foreach (var kilograms in (int[])[1, 3, 10])
        {
            using var answer = await Client(ParcelDepot).PostAsync($"parcels/{kilograms}", content: null);
            answer.EnsureSuccessStatusCode();
        }
    }

    private static ScrapeTarget Target(KeyValuePair<string, HttpClient> client, string format) =>
        new(Job(client.Key, format), new Uri(client.Value.BaseAddress!, "metrics")) { Protocols = format };

    [GeneratedRegex(@"(?:[Ll]istening on:?|Metrics 1:) (http://[\d.:]+)")]
    private static partial Regex AddressLine();
}
