using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Startup;

/// <summary>Metrics that are off measure, send, check and say nothing.</summary>
public sealed class MetricsSwitchTests
{
    private static readonly (string, string?) Off = ("Prometheus:Enabled", "false");

    private static readonly (string, string?)[] Mistakes =
    [
        ("Prometheus:SeriesLimit", "abc"),
        ("Prometheus:LabelValueLengthLimit", "-1"),
        ("Prometheus:Labels", "shop"),
        ("Prometheus:Unknown", "1"),
        ("Prometheus:RuntimeMetrics:Unknown", "true"),
        ("Prometheus:Pushgatway:Endpoint", "http://gateway:9091"),
        ("Prometheus:Pushgateway:Endpoint", "nonsense"),
        ("Prometheus:Pushgateway:Timeout", "soon"),
        ("Prometheus:Pushgateway:PasswordFile", "/nowhere/at/all"),
        ("Prometheus:Pushgateways:bad name:Endpoint", "http://gateway:9091"),
        ("Prometheus:PushgatewayJanitor:Interval", "5"),
        ("Prometheus:Textfile:Path", "/nowhere/at/all/app.prom"),
        ("Prometheus:Textfile:Interval", "never"),
        ("Prometheus:HttpMetrics", "on"),
        ("Prometheus:Toy:Unknown", "1"),
        ("Promethues:SeriesLimit", "5"),
    ];

    [Theory]
    [InlineData(true, "Prometheus metrics are off, because Prometheus:Enabled is false in the configuration.")]
    [InlineData(false, "Prometheus metrics are off, because PrometheusMetricsOptions.Enabled is set to false in code.")]
    public async Task A_configuration_full_of_mistakes_starts_and_one_line_says_what_switched_the_metrics_off(
        bool isConfigured, string message)
    {
        var log = new LogList();
        var builder = Worker.CreateBuilder(log, isConfigured ? [Off, .. Mistakes] : Mistakes);
        builder.Services.AddSingleton(new MetricRegistry());
        var metrics = builder.Services.AddPrometheusMetrics(options =>
        {
            options.CollectorTimeout = TimeSpan.FromDays(-1);
            options.Enabled &= isConfigured;
        });
        metrics.ConfigurePushgateway(options => options.Interval = TimeSpan.FromDays(-1));
        metrics.ConfigurePushgateway("branch", options => options.Endpoint = "nonsense");
        metrics.ConfigureTextfile(options => options.Path = "");
        metrics.AddPushgatewayJanitor(options => options.Timeout = TimeSpan.Zero);
        metrics.AddExporter<ToyExporter>("toy", options => options.Timeout = TimeSpan.FromDays(-1));
        metrics.AddConfigurationSection(new OptionsSection<ToyOptions>("Toy").AddText("Name", (options, value) => options.Name = value));
        using (var host = builder.Build())
        {
            await host.StartAsync();
            await host.StopAsync();
        }

        var line = Assert.Single(log.Lines, line => line.Category.StartsWith("PrometheusMetrics", StringComparison.Ordinal));
        Assert.Equal((LogLevel.Information, message), (line.Level, line.Message));
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("0")]
    public async Task A_switch_that_is_neither_true_nor_false_is_refused(string value)
    {
        using var host = Build([("Prometheus:Enabled", value)]);

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Equal($"'Prometheus:Enabled' is '{value}', but must be true or false.", refusal.Message);
    }

    [Fact]
    public async Task Code_may_switch_the_metrics_on_again_and_then_the_mistakes_count()
    {
        using var correct = Build(
            [Off], metrics => metrics.Services.Configure<PrometheusMetricsOptions>(options => options.Enabled = true));
        using var wrong = Build(
            [Off, ("Prometheus:SeriesLimit", "abc")],
            metrics => metrics.Services.Configure<PrometheusMetricsOptions>(options => options.Enabled = true));

        await correct.StartAsync();
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => wrong.StartAsync());

        Assert.NotNull(correct.Registry().FindSampleValue("process_cpu_seconds_total"));
        Assert.Contains("'Prometheus:SeriesLimit' is 'abc'", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_factory_records_nothing_and_no_metric_exists()
    {
        using var host = Build([Off]);
        await host.StartAsync();

        host.Factory().CreateCounter("orders_total", "").Inc();
        host.Factory().CreateObservableGauge("queue_length", "", () => throw new InvalidOperationException("It is called."));

        Assert.Same(NullMetricFactory.Instance, host.Factory());
        Assert.Null(host.Registry().FindSampleValue("orders_total"));
        Assert.Null(host.Registry().FindSampleValue("process_cpu_seconds_total"));
        Assert.Null(host.Registry().FindSampleValue("dotnet_timer_count"));
        Assert.False(host.Services.GetRequiredService<MetricsSwitch>().IsOn);
    }

    [Fact]
    public async Task Collectors_and_exporters_are_not_even_constructed()
    {
        using var host = Build([Off], metrics =>
        {
            metrics.AddCollector<Unwanted>();
            metrics.AddExporter("unwanted", _ => throw new InvalidOperationException("It is constructed."));
            metrics.AddExporter<UnwantedExporter>("typed", options => options.ExportOnStart = true);
        });

        await host.StartAsync();
        await host.StopAsync();
    }

    [Fact]
    public async Task Nothing_is_pushed_on_any_schedule_or_on_demand()
    {
        using var host = PushingHost.Build(
            null,
            Off,
            ("Endpoint", "http://gateway:9091"),
            ("Interval", "00:00:15"),
            ("PushOnStart", "true"),
            ("DeleteOnShutdown", "true"),
            ("Prometheus:Pushgateways:branch:Endpoint", "http://gateway:9092"));
        await host.Host.StartAsync();

        await host.Host.Services.GetRequiredService<IMetricPusher>().PushAsync();
        await host.Host.Services.GetRequiredKeyedService<IMetricPusher>("branch").PushAsync();
        await host.Host.Services.GetRequiredKeyedService<IMetricPusher>("unknown").PushAsync();
        host.Clock.Advance(TimeSpan.FromHours(1));
        await host.StopAsync();

        Assert.Empty(host.Gateway.Pushes);
    }

    [Fact]
    public async Task A_job_is_run_and_not_measured()
    {
        using var host = Build([Off, ("Prometheus:Pushgateway:Endpoint", "nonsense")]);
        var pusher = host.Services.GetRequiredService<IMetricPusher>();

        var result = await pusher.RunJobAsync("import", _ => Task.FromResult(7));
        var failure = await Assert.ThrowsAsync<FormatException>(() => pusher.RunJobAsync("import", _ => throw new FormatException()));

        Assert.Equal(7, result);
        Assert.NotNull(failure);
        Assert.Null(host.Registry().FindSampleValue("batch_job_failures_total", ("batch_job", "import")));
    }

    [Fact]
    public async Task No_text_file_is_written()
    {
        using var folder = new TemporaryFolder();
        using (var host = Build([Off, ("Prometheus:Textfile:Path", folder["app.prom"])]))
        {
            await host.StartAsync();
            await host.StopAsync();
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.FullPath));
    }

    [Fact]
    public async Task The_health_check_of_pushes_is_healthy()
    {
        var builder = Worker.CreateBuilder([Off, .. Mistakes]);
        builder.Services.AddPrometheusMetrics();
        builder.Services.AddHealthChecks().AddPushgateway();
        using var host = builder.Build();
        await host.StartAsync();

        var report = await host.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

        Assert.Equal(HealthStatus.Healthy, report.Status);
    }

    [Fact]
    public void A_host_that_is_never_started_is_not_warned_of()
    {
        var log = new LogList();
        var builder = Worker.CreateBuilder(log, Off, ("Prometheus:Pushgateway:Endpoint", "http://gateway:9091"));
        builder.Services.AddPrometheusMetrics();
        var host = builder.Build();
        host.Factory().CreateCounter("orders_total", "").Inc();

        host.Dispose();

        Assert.Empty(log.AtLeast(LogLevel.Warning));
    }

    [Fact]
    public void Options_of_features_are_the_defaults()
    {
        using var host = Build(
            [Off, ("Prometheus:Toy:Name", "configured")],
            metrics => metrics
                .AddConfigurationSection(new OptionsSection<ToyOptions>("Toy").AddText("Name", (options, value) => options.Name = value))
                .Services.Configure<ToyOptions>(options => options.Name += " in code"));

        Assert.Equal("default", host.Services.GetRequiredService<IOptions<ToyOptions>>().Value.Name);
    }

    [Fact]
    public async Task A_registry_of_the_application_is_not_touched()
    {
        var registry = new MetricRegistry();
        new MetricFactory(registry).CreateCounter("Unconventional", "").Inc();
        var before = registry.ReadText();
        var collector = new StubCollector { Failure = new InvalidOperationException("broken") };
        var log = new LogList();
        var builder = Worker.CreateBuilder(log, Off, ("Prometheus:SeriesLimit", "5"));
        builder.Services.AddPrometheusMetrics(registry).AddCollector<Unwanted>();
        using (var host = builder.Build())
        {
            await host.StartAsync();
            Assert.Same(registry, host.Registry());
            Assert.Same(NullMetricFactory.Instance, host.Factory());
            Assert.Equal(before, registry.ReadText());
            registry.Register(collector);
            registry.ReadText();
            registry.Unregister(collector);
            await host.StopAsync();
        }

        Assert.Single(log.Lines, line => line.Category.StartsWith("PrometheusMetrics", StringComparison.Ordinal));
        registry.Register(new StubCollector());
        Assert.NotNull(registry.FindSampleValue("Unconventional_total"));
    }

    private static IHost Build((string, string?)[] settings, Action<IPrometheusMetricsBuilder>? add = null)
    {
        var builder = Worker.CreateBuilder(settings);
        var metrics = builder.Services.AddPrometheusMetrics();
        add?.Invoke(metrics);
        return builder.Build();
    }

    private sealed class ToyOptions
    {
        public string Name { get; set; } = "default";
    }

    private sealed class Unwanted : StubCollector
    {
        public Unwanted() => throw new InvalidOperationException("It is constructed.");
    }

    private sealed class UnwantedExporter : ToyExporter
    {
        public UnwantedExporter() => throw new InvalidOperationException("It is constructed.");
    }
}
