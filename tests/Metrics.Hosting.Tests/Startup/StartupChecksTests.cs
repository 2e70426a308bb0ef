using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Startup;

/// <summary>What is logged when the host has started: one line that sums up, and one warning for each probable mistake.</summary>
public sealed class StartupChecksTests
{
    private const string Category = "PrometheusMetrics.Hosting.StartupReport";

    private const string NotRead =
        "Nothing reads the metrics: no endpoint is mapped, and nothing is pushed or exported. " +
        "Call app.MapMetrics() in a web application or AddMetricsServer() elsewhere, set Prometheus:Pushgateway:Endpoint, or add an " +
        "exporter.";

    private static readonly (string, string?) Endpoint = ("Prometheus:Pushgateway:Endpoint", "http://cobbler:s3cret@gateway:9091/x/");
    private static readonly (string, string?) NoEndpoint = ("Prometheus:Pushgateway:Endpoint", "");

    [Theory]
    [InlineData(null, null, "off, because Prometheus:Pushgateway:Endpoint is not set")]
    [InlineData("00:00:15", "true", "every 00:00:15 and at shutdown, to http://gateway:9091/x/metrics/job/invoices")]
    [InlineData("00:00:15", "false", "every 00:00:15, to http://gateway:9091/x/metrics/job/invoices")]
    [InlineData(null, "true", "at shutdown, to http://gateway:9091/x/metrics/job/invoices")]
    public async Task One_line_says_what_is_on_and_shows_no_password(string? interval, string? atShutdown, string pushes)
    {
        var log = await StartAsync(
            metrics => metrics.AddCollector<Disk>().AddCollector<Network>(),
            atShutdown is null
                ? []
                : [Endpoint, ("Prometheus:Pushgateway:Interval", interval), ("Prometheus:Pushgateway:PushOnShutdown", atShutdown)]);

        Assert.Equal(
            (LogLevel.Information,
                $"Prometheus metrics have started. Endpoints: none. Collectors added: 2. Pushes: {pushes}. Exporters: none."),
            Assert.Single(Lines(log).Select(line => (line.Level, line.Message)), line => line.Level == LogLevel.Information));
        Assert.DoesNotContain("s3cret", log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exporters_are_in_that_line_with_their_schedules()
    {
        var log = await StartAsync(metrics =>
        {
            metrics.Services.AddSingleton(new ToyExporter());
            metrics.AddExporter<ToyExporter>("toy", schedule => schedule.Interval = TimeSpan.FromHours(1));
            metrics.AddExporter<OtherExporter>("other", schedule => schedule.Enabled = false);
        });

        var line = Assert.Single(Lines(log));
        Assert.EndsWith("Exporters: 'toy' every 01:00:00 and at shutdown; 'other' off.", line.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_that_nothing_reads_are_warned_of_once()
    {
        var log = await StartAsync(metrics => metrics.AddExporter<OtherExporter>("other", schedule => schedule.Enabled = false));

        Assert.Equal([NotRead], Warnings(log));
    }

    [Theory]
    [InlineData("Prometeus:Pushgateway:Endpoint", "Prometeus")]
    [InlineData("prometheuss:SeriesLimit", "prometheuss")]
    [InlineData("Promehteus:RemoteWrite:Url", "Promehteus")]
    [InlineData("Prometeus:Pushgatway:Endpoint", "Prometeus")]
    public async Task A_section_whose_name_is_nearly_ours_is_warned_of_once(string key, string section)
    {
        var log = await StartAsync(metrics => metrics.AddConfigurationSection("RemoteWrite"), (key, "1"), Endpoint);

        Assert.Equal([$"The configuration section '{section}' is not read. Did you mean 'Prometheus'?"], Warnings(log));
    }

    [Theory]
    [InlineData("Prometheus:Pushgateway:Endpoint", "http://gateway")] // ours
    [InlineData("PROMETHEUS:SERIESLIMIT", "5")]
    [InlineData("Prometheus2:Url", "http://prometheus:9090")] // the section of a client of Prometheus
    [InlineData("Prometeus", "1")] // a variable of the environment
    [InlineData("Prometheus_Pushgateway_Service_Host", "10.0.0.1")] // one of Kubernetes
    [InlineData("Metrics:Pushgateway:Endpoint", "http://gateway")]
    public async Task Other_sections_and_variables_are_no_mistakes(string key, string value)
    {
        var log = await StartAsync(_ => { }, (key, value), Endpoint);

        Assert.Empty(Warnings(log));
    }

    [Fact]
    public async Task A_value_in_place_of_the_section_is_warned_of()
    {
        var log = await StartAsync(_ => { }, ("Prometheus", "true"), Endpoint);

        Assert.Equal(["'Prometheus' has a value, which is ignored, because it is a section: set the keys below it."], Warnings(log));
    }

    [Fact]
    public async Task Options_of_the_HTTP_metrics_without_their_middleware_are_warned_of()
    {
        var log = await StartAsync(_ => { }, ("Prometheus:HttpMetrics:Duration:Buckets", "0.1,1"), Endpoint);

        Assert.Equal(
            ["The configuration section 'Prometheus:HttpMetrics' has no effect here: call app.UseHttpMetrics(), or remove the section."],
            Warnings(log));
    }

    [Fact]
    public async Task Options_of_the_endpoint_without_an_endpoint_are_warned_of()
    {
        var log = await StartAsync(_ => { }, ("Prometheus:Endpoint:ScrapeLimit", "5"), Endpoint);

        Assert.Equal(
            [
                "The configuration section 'Prometheus:Endpoint' has no effect here: call app.MapMetrics() or AddMetricsServer(), or " +
                "remove the section.",
            ],
            Warnings(log));
    }

    [Theory]
    [InlineData("Prometheus:Pushgateway:Job", "import")]
    [InlineData("Prometheus:Pushgateway:GroupingKey:instance", "a")]
    public async Task Options_of_pushes_without_an_endpoint_are_warned_of(string key, string value)
    {
        var log = await StartAsync(AddExporter, (key, value));

        Assert.Equal(
            [
                "The configuration section 'Prometheus:Pushgateway' has no effect, because its key Endpoint is missing: set it, for " +
                "example to http://pushgateway:9091, or to an empty text if pushes are off on purpose.",
            ],
            Warnings(log));
    }

    [Fact]
    public async Task Pushes_that_are_off_on_purpose_or_by_code_are_not_warned_of()
    {
        var onPurpose = await StartAsync(AddExporter, NoEndpoint, ("Prometheus:Pushgateway:Job", "import"));
        var byCode = await StartAsync(
            metrics => metrics.ConfigurePushgateway(push => push.Endpoint = "http://gateway"), ("Prometheus:Pushgateway:Job", "import"));

        Assert.Empty(Warnings(onPurpose));
        Assert.Empty(Warnings(byCode));
    }

    public static TheoryData<Action<IServiceCollection>> WithoutAddCollector => new()
    {
        services => services.AddSingleton<Disk>(),
        services => services.AddTransient<Disk>(),
        services => services.AddSingleton(new Disk()),
        services => services.AddSingleton(_ => new Disk()),
        services => services.AddSingleton<StubCollector, Disk>(),
        services => services.AddKeyedSingleton<Disk>("key"),
        services => services.AddKeyedSingleton<ICollector, Disk>("key"),
        services => services.AddKeyedSingleton<ICollector>("key", new Disk()),
    };

    [Theory]
    [MemberData(nameof(WithoutAddCollector))]
    public async Task A_collector_that_was_not_added_is_warned_of_once(Action<IServiceCollection> add)
    {
        var log = await StartAsync(
            metrics =>
            {
                add(metrics.Services);
                metrics.Services.AddSingleton<Disk>();
            },
            Endpoint);

        Assert.Equal(
            [
                "The collector Disk is in the service container, but is not registered, so its metrics are missing: " +
                "add it by AddCollector<Disk>().",
            ],
            Warnings(log));
    }

    public static TheoryData<Action<IPrometheusMetricsBuilder>> Added => new()
    {
        metrics => metrics.AddCollector<Network>(),
        metrics => metrics.Services.AddSingleton<ICollector, Network>(),
        metrics => metrics.Services.AddSingleton<ICollector>(new Network()),
        metrics => metrics.AddCollector<Network>().Services.AddSingleton<StubCollector>(provider => provider.GetRequiredService<Network>()),
        metrics => metrics.Services.AddSingleton<Network>().AddHostedService<RegistersByHand>(),
        metrics => metrics.Services.AddSingleton(typeof(Generic<>)),
    };

    [Theory]
    [MemberData(nameof(Added))]
    public async Task A_collector_that_was_added_in_any_way_is_not_warned_of(Action<IPrometheusMetricsBuilder> add) =>
        Assert.Empty(Warnings(await StartAsync(add, Endpoint)));

    [Fact]
    public async Task Each_line_has_an_event_of_its_own()
    {
        var log = await StartAsync(
            metrics => metrics.Services.AddSingleton<Disk>(),
            ("Prometheus", "true"),
            ("Prometeus:SeriesLimit", "5"),
            ("Prometheus:HttpMetrics:Duration:Buckets", "0.1,1"),
            ("Prometheus:Endpoint:ScrapeLimit", "5"),
            ("Prometheus:Pushgateway:Job", "import"));

        Assert.Equal(8, Lines(log).Count);
        Assert.Equal(8, Lines(log).Select(line => line.Id).Distinct().Count());
    }

    private static void AddExporter(IPrometheusMetricsBuilder metrics) => metrics.AddExporter<OtherExporter>("other");

    private static IReadOnlyList<LogList.LogLine> Lines(LogList log) => log.Of(Category);

    private static IEnumerable<string> Warnings(LogList log) =>
        Lines(log).Where(line => line.Level > LogLevel.Information).Select(line => line.Message);

    private static async Task<LogList> StartAsync(Action<IPrometheusMetricsBuilder> add, params (string, string?)[] settings)
    {
        var log = new LogList();
        var builder = Worker.CreateBuilder(log, settings);
        add(builder.Services.AddPrometheusMetrics());
        builder.Services.AddPrometheusMetrics().ConfigurePushgateway(push => push.Timeout = TimeSpan.FromSeconds(1));
        builder.Services.AddHttpClient(PushgatewayOptions.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => new FakeGateway());
        using var host = builder.Build();
        await host.StartAsync();
        await host.StopAsync();
        return log;
    }

    private sealed class Disk() : StubCollector("disk");

    private sealed class Network() : StubCollector("network");

    private sealed class Generic<T>() : StubCollector(typeof(T).Name);

    private sealed class OtherExporter : IMetricExporter
    {
        public Task ExportAsync(IMetricSource source, CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class RegistersByHand(ICollectorRegistry registry, Network network) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            registry.Register(network);
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
