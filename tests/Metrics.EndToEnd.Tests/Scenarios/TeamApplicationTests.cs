using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>What applications have that were written for prometheus-net works with this library, as Prometheus sees it.</summary>
public sealed class TeamApplicationTests(TeamApplicationTests.Fixture fixture) : IClassFixture<TeamApplicationTests.Fixture>
{
    private const string Exporter = TeamApplications.RouterExporter;
    private const string Shop = TeamApplications.TicketShop;
    private const string Depot = TeamApplications.ParcelDepot;
    private const string Game = TeamApplications.GameServer;
    private const string OpenMetrics = TeamApplications.OpenMetrics;
    private const string Text = TeamApplications.Text;

    private readonly Shared<TeamApplications> _applications = fixture.Applications;

    public static TheoryData<string> Formats => [OpenMetrics, Text];

    public static TheoryData<string> All => [Exporter, Shop, Depot, Game];

    /// <summary>The panels of the shop's dashboard, as they were before.</summary>
    public static TheoryData<string> Panels =>
    [
        """sum by (channel) (rate(shop_tickets_sold{job="JOB"}[1m]))""",
        """sum by (controller, action) (rate(http_requests_received_total{job="JOB",code="200"}[1m]))""",
        """histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{job="JOB",controller="Tickets"}[1m])))""",
        """shop_payments_refused{job="JOB"} / on (job) group_left () sum by (job) (shop_tickets_sold)""",
        """shop_carts{job="JOB"} / shop_carts_total{job="JOB"}""",
        """time() - process_start_time_seconds{job="JOB"}""",
    ];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task The_console_exporter_shows_what_the_router_says(string format)
    {
        var applications = await _applications.GetAsync();

        async Task<double> Value(string series) => await applications.ValueAsync(Exporter, format, series);

        Assert.Equal(123_456_789_012, await Value("""router_received_bytes_total{interface="wan",team="network",shard="eu-1"}"""));
        Assert.Equal(Router.Started.ToUnixTimeSeconds(), await Value("""router_start_time_seconds{team="network",shard="eu-1"}"""));
        Assert.Equal(
            Router.LastSeen.ToUnixTimeSeconds(), await Value("""router_client_last_seen_timestamp_seconds{client="tv",team="network"}"""));
        Assert.Equal(0, await Value("""router_probe_failures_total{team="network",shard="eu-1"}"""));
        Assert.True(await Value("""router_probe_duration_seconds_count{shard="eu-1"}""") > 0);
        Assert.True(await Value("""process_start_time_seconds{team="network",shard="eu-1"}""") > 0);

        // The router has no sensor.
        Assert.Empty(await applications.Prometheus.QueryAsync("router_temperature_celsius"));
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task What_the_router_no_longer_has_is_no_longer_shown_and_its_totals_are(string format)
    {
        var applications = await _applications.GetAsync();
        var (port, client) = ($"lan-{format}", $"tablet-{format}");
        var bytes = $"router_received_bytes_total{{interface=\"{port}\"}}";
        var speed = $"router_interface_speed_bytes{{interface=\"{port}\"}}";
        var lastSeen = $"router_client_last_seen_timestamp_seconds{{client=\"{client}\"}}";

        Task Becomes(string series, params double[] values) => applications.WaitForAsync(
            Exporter, format, series, found => found.Select(sample => sample.Value).SequenceEqual(values));

        applications.Router.SetInterface(port, isUp: true, 100);
        applications.Router.SetClient(client);
        await Becomes(bytes, 100);
        await Becomes(speed, 125e6);
        await Becomes(lastSeen, Router.LastSeen.ToUnixTimeSeconds());

        applications.Router.SetInterface(port, isUp: false, 150);
        applications.Router.RemoveClient(client);
        await Becomes(bytes, 150);
        await Becomes(speed);
        await Becomes(lastSeen);

        applications.Router.SetInterface(port, isUp: true, 150);
        await Becomes(speed, 125e6);
    }

    [Theory]
    [MemberData(nameof(Panels))]
    public async Task The_old_dashboard_of_the_shop_has_answers(string panel)
    {
        var applications = await _applications.GetAsync();
        foreach (var format in (string[])[OpenMetrics, Text])
        {
            var query = panel.Replace("JOB", TeamApplications.Job(Shop, format), StringComparison.Ordinal);
            await Eventually.GetAsync(
                query,
                async () =>
                {
                    using var bought = await applications.Client(Shop).PostAsync("tickets/web?euros=10", content: null);
                    return await applications.Prometheus.QueryAsync(query);
                },
                samples => samples.Count > 0 && samples.All(sample => double.IsFinite(sample.Value)),
                () => applications.Prometheus.Output.Tail);
        }
    }

    // OpenMetrics 1.0 has no counters without the suffix, and no gauge beside a counter of its name.
    [Theory]
    [InlineData(OpenMetrics, "unknown", "unknown")]
    [InlineData(Text, "counter", "counter")]
    public async Task The_names_and_types_of_the_shop_are_the_old_ones(string format, string kept, string besideGauge)
    {
        var applications = await _applications.GetAsync();
        var types = (await applications.Prometheus.FamiliesAsync(TeamApplications.Job(Shop, format)))
            .ToDictionary(family => family.Key, family => family.Value.Type);

        Assert.Equal(kept, types["shop_tickets_sold"]);
        Assert.Equal(kept, types["shop_payments_refused"]);
        Assert.Equal("gauge", types["shop_carts"]);
        Assert.Equal(besideGauge, types["shop_carts_total"]);
        Assert.Equal("histogram", types["shop_payment_duration_seconds"]);
        Assert.Equal("histogram", types["http_request_duration_seconds"]);
        Assert.DoesNotContain("shop_tickets_sold_total", types.Keys);
        Assert.Equal(1, await applications.ValueAsync(Shop, format, """shop_tickets_sold{channel="box"}"""));
        Assert.Equal(1, await applications.ValueAsync(Shop, format, "shop_payments_refused"));
        Assert.Equal(1, await applications.ValueAsync(Shop, format, """http_requests_received_total{code="402",action="Buy"}"""));
        Assert.Equal(1, await applications.ValueAsync(Shop, format, "shop_carts"));
        Assert.InRange(await applications.ValueAsync(Shop, format, """shop_free_seats{hall="main"}"""), 1, 99_997);
        await applications.Prometheus.SamplesAsync("dotnet_gc_collections_total", job: TeamApplications.Job(Shop, format));
        Assert.Empty(await applications.Prometheus.QueryAsync(
            $"{{__name__=~\"dotnet_(jit|exceptions).*\",job=\"{TeamApplications.Job(Shop, format)}\"}}"));
    }

    [Fact]
    public async Task A_variable_switches_the_metrics_of_the_shop_off()
    {
        await using var shop = SampleProcess.Start(
            Shop, environment: new Dictionary<string, string?> { ["Prometheus__Enabled"] = "false" });
        using var client = LoopbackClient.Create(await shop.WaitForAddressAsync());

        using var bought = await client.PostAsync("tickets/web?euros=10", content: null);
        using var metrics = await client.GetAsync("metrics");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (bought.StatusCode, metrics.StatusCode));
        Assert.Equal(0, await shop.StopAsync());
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task One_page_has_the_metrics_of_a_library_and_of_prometheus_net(string format)
    {
        var applications = await _applications.GetAsync();

        async Task<double> Value(string series) => await applications.ValueAsync(Depot, format, series);

        Assert.Equal(2, await Value("""parcel_sorter_sorted_total{lane="light"}"""));
        Assert.Equal(1, await Value("""parcel_sorter_sorted_total{lane="heavy"}"""));
        Assert.Equal(0, await Value("parcel_sorter_waiting"));
        Assert.Equal(2, await Value("""parcel_sorter_weight_kilograms_bucket{le=~"5(\\.0)?"}"""));
        Assert.Equal(14, await Value("parcel_sorter_weight_kilograms_sum"));
        Assert.Equal(2, await Value("""depot_dispatched_total{lane="light"}"""));
        Assert.Equal(1, await Value("""depot_dispatched_total{lane="heavy"}"""));
        Assert.True(await Value("depot_last_dispatch_timestamp_seconds") > Router.LastSeen.AddDays(-1).ToUnixTimeSeconds());
        Assert.Equal(1, await Value("""depot_freight_euros_bucket{le=~"5(\\.0)?"}"""));
        Assert.Equal(28, await Value("depot_freight_euros_sum"));
        Assert.Equal(3, await Value("depot_handling_seconds_count"));
        Assert.True(await Value("process_cpu_seconds_total") > 0);

        var families = await applications.Prometheus.FamiliesAsync(TeamApplications.Job(Depot, format));
        var suffix = format == Text ? "_total" : "";
        Assert.Equal(
            ("counter", "Parcels dispatched."),
            (families["depot_dispatched" + suffix].Type, families["depot_dispatched" + suffix].Help));
        Assert.Equal("counter", families["parcel_sorter_sorted" + suffix].Type);
        Assert.Equal("gauge", families["depot_last_dispatch_timestamp_seconds"].Type);
        Assert.Equal("histogram", families["depot_freight_euros"].Type);
        Assert.Equal("summary", families["depot_handling_seconds"].Type);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Players_are_shown_by_world_as_long_as_the_world_is_loaded(string format)
    {
        var applications = await _applications.GetAsync();

        Task Becomes(params (string World, double Players)[] worlds) => applications.WaitForAsync(
            Game,
            format,
            "game_players",
            found => found.Select(sample => (sample.Labels["world"], sample.Value)).Order().SequenceEqual(worlds.Order()));

        await Becomes(("nether", 3), ("overworld", 12));
        applications.SetWorlds(("overworld", 13));
        await Becomes(("overworld", 13));
        applications.SetWorlds(("overworld", 12), ("nether", 3));
        await Becomes(("nether", 3), ("overworld", 12));
    }

    [Fact]
    public async Task The_game_starts_and_stops_its_endpoint_and_goes_on_counting()
    {
        var applications = await _applications.GetAsync();
        var client = applications.Client(Game);

        // The first restarts load what all later ones use.
        await RestartAsync(applications, from: 1, times: 3);
        var before = Vitals.Of(await client.GetStringAsync("metrics"));
        await RestartAsync(applications, from: 4, times: 5);

        // Prometheus may have a connection that it does not need any more, and the game a file open.
        var after = await Eventually.GetAsync(
            "no more open files than before",
            async () => Vitals.Of(await client.GetStringAsync("metrics")),
            now => now.OpenFiles <= before.OpenFiles + 3,
            () => before.ToString());

        Assert.True(after.Ticks > before.Ticks, $"{before}, {after}");
        Assert.Equal(before.Families, after.Families);
        var ticks = after.Ticks;
        foreach (var format in (string[])[OpenMetrics, Text])
        {
            await applications.WaitForAsync(Game, format, "game_ticks_total", found => found[0].Value >= ticks);
            await applications.WaitForAsync(Game, format, "up", found => found[0].Value == 1);
            await applications.WaitForAsync(Game, format, "dotnet_gc_collections_total", found => found.Count > 0);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Promtool_and_the_strict_parser_accept_the_pages(string application)
    {
        var applications = await _applications.GetAsync();

        var text = await Promtool.CheckMetricsAsync(await applications.ReadMetricsAsync(application, "text/plain;version=0.0.4"));
        Assert.True(text.ExitCode is 0 or 3, text.Output);
        Assert.Null(await OpenMetricsParser.CheckAsync(
            await applications.ReadMetricsAsync(application, "application/openmetrics-text;version=1.0.0")));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task SIGTERM_ends_it_with_exit_code_0(string application)
    {
        await using var process = await TeamApplications.StartAsync(application);

        Assert.Equal(0, await process.StopAsync());
        Assert.DoesNotContain("fail:", process.Output.Text, StringComparison.Ordinal);
    }

    private static async Task RestartAsync(TeamApplications applications, int from, int times)
    {
        for (var number = from; number < from + times; number++)
        {
            await applications.ToggleGameAsync(new Regex($@"Metrics {number} are off\."));

            // It is free for every other program.
            using (var other = new TcpListener(IPAddress.Loopback, applications.GamePort))
            {
                other.Start();
            }

            await applications.ToggleGameAsync(new Regex($"Metrics {number + 1}: http://127.0.0.1:{applications.GamePort}/metrics"));
        }
    }

    public sealed class Fixture : IAsyncDisposable
    {
        internal Shared<TeamApplications> Applications { get; } = new(TeamApplications.StartAsync);

        public ValueTask DisposeAsync() => Applications.DisposeAsync();
    }

    private sealed record Vitals(double Ticks, double OpenFiles, int Families)
    {
        public static Vitals Of(string page)
        {
            var lines = page.Split('\n');
            return new Vitals(
                Value("game_ticks_total "),
                Value("process_open_fds "),
                lines.Count(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)));

            double Value(string name) => double.Parse(
                Assert.Single(lines, line => line.StartsWith(name, StringComparison.Ordinal))[name.Length..],
                System.Globalization.CultureInfo.InvariantCulture);
        }
    }
}
