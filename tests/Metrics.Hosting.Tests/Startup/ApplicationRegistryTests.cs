using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Startup;

/// <summary>A host over a registry that belongs to the application, as one in a static field does.</summary>
public sealed class ApplicationRegistryTests
{
    //
    [Fact]
    public async Task Metrics_in_static_fields_are_served_by_one_host_after_the_other()
    {
        for (var run = 1; run <= 2; run++)
        {
            using var host = Build(StaticMetrics.Registry);
            await host.StartAsync();

            StaticMetrics.Orders.Inc();

            var scraped = host.Services.GetRequiredService<IMetricSource>().ReadText();
            Assert.Contains($"orders_total {run}\n", scraped, StringComparison.Ordinal);
            Assert.Contains("process_cpu_seconds_total ", scraped, StringComparison.Ordinal);
            await host.StopAsync();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_services_of_the_container_are_over_that_registry_whatever_the_order_of_the_calls(bool plainFirst)
    {
        var registry = new MetricRegistry();
        var services = new ServiceCollection();
        _ = plainFirst ? services.AddPrometheusMetrics() : services.AddPrometheusMetrics(registry);
        _ = plainFirst ? services.AddPrometheusMetrics(registry) : services.AddPrometheusMetrics();
        using var provider = services.BuildServiceProvider();

        provider.GetRequiredService<IMetricFactory>().CreateCounter("orders_total", "").Inc();

        Assert.Same(registry, provider.GetRequiredService<MetricRegistry>());
        Assert.Same(registry, provider.GetRequiredService<IMetricSource>());
        Assert.Same(registry, provider.GetRequiredService<ICollectorRegistry>());
        Assert.Equal(1, registry.GetSampleValue("orders_total"));
    }

    [Fact]
    public void The_same_registry_may_be_passed_again_and_another_one_is_refused()
    {
        var registry = new MetricRegistry();
        var services = new ServiceCollection();
        services.AddPrometheusMetrics(registry);
        services.AddPrometheusMetrics(registry, options => options.ProcessMetrics = false);

        var refusal = Assert.Throws<InvalidOperationException>(() => services.AddPrometheusMetrics(new MetricRegistry()));

        Assert.StartsWith("AddPrometheusMetrics was called with two registries", refusal.Message, StringComparison.Ordinal);
        using var provider = services.BuildServiceProvider();
        provider.GetRequiredService<IMetricFactory>();
        Assert.False(registry.HasProcessMetrics());
    }

    [Fact]
    public void Null_is_refused()
    {
        var services = new ServiceCollection();

        Assert.Throws<ArgumentNullException>(() => services.AddPrometheusMetrics((MetricRegistry)null!));
        Assert.Throws<ArgumentNullException>(() => services.AddPrometheusMetrics(new MetricRegistry(), null!));
        Assert.Throws<ArgumentNullException>(() => default(IServiceCollection)!.AddPrometheusMetrics(new MetricRegistry()));
    }

    [Theory]
    [InlineData("started")]
    [InlineData("not started")]
    [InlineData("start fails")]
    [InlineData("asynchronously")]
    public async Task The_registry_is_never_disposed(string end)
    {
        var registry = new MetricRegistry();
        var builder = CreateBuilder(registry);
        builder.Services.AddSingleton(provider => new Injected(
            provider.GetRequiredService<MetricRegistry>(),
            provider.GetRequiredService<IMetricSource>(),
            provider.GetRequiredService<ICollectorRegistry>(),
            provider.GetRequiredService<IMetricFactory>()));
        if (end == "start fails")
        {
            builder.Services.AddHostedService<FailingService>();
        }

        var host = builder.Build();
        Assert.NotNull(host.Services.GetRequiredService<Injected>());
        if (end == "start fails")
        {
            await Assert.ThrowsAsync<FormatException>(() => host.StartAsync());
        }
        else if (end != "not started")
        {
            await host.StartAsync();
            await host.StopAsync();
        }

        if (end == "asynchronously")
        {
            await ((IAsyncDisposable)host).DisposeAsync();
        }
        else
        {
            host.Dispose();
        }

        registry.Register(new StubCollector());
        Assert.Equal(1, registry.GetSampleValue("stub"));
        Assert.False(registry.HasProcessMetrics());
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task The_registry_behind_refreshers_is_not_disposed_either(bool isOn, bool refresherFirst)
    {
        var registry = new MetricRegistry(new MetricRegistryOptions { Labels = new() { ["team"] = "red" } });
        var builder = Worker.CreateBuilder(("Prometheus:Enabled", isOn.ToString()));
        if (!refresherFirst)
        {
            builder.Services.AddPrometheusMetrics(registry);
        }

        var refreshes = 0;
        builder.Services.AddPrometheusMetrics().AddRefresher(
            "count",
            (_, _) =>
            {
                refreshes++;
                return ValueTask.CompletedTask;
            },
            Eventually.Deadline);
        builder.Services.AddPrometheusMetrics(registry);
        using (var host = builder.Build())
        {
            await host.StartAsync();
            var source = host.Services.GetRequiredService<IMetricSource>();
            source.ReadText();
            Assert.Equal(isOn ? 1 : 0, refreshes);
            Assert.Equal(registry.Labels, source.Labels);
        }

        registry.Register(new StubCollector());
    }

    [Fact]
    public async Task Standard_metrics_are_added_as_the_options_say_and_go_with_the_host()
    {
        var registry = new MetricRegistry();
        using (var host = Build(
            registry,
            ("Prometheus:ProcessMetrics", "false"), ("Prometheus:RuntimeMetrics", "false"), ("Prometheus:RuntimeMetrics:Timers", "true")))
        {
            await host.StartAsync();

            Assert.False(registry.HasProcessMetrics());
            Assert.Equal(RuntimeMetricGroups.Timers, registry.GetRuntimeMetricGroups());
            Assert.NotNull(registry.FindSampleValue("dotnet_timer_count"));
            Assert.Null(registry.FindSampleValue("dotnet_assembly_count"));
        }

        Assert.Equal(RuntimeMetricGroups.None, registry.GetRuntimeMetricGroups());
        Assert.Null(registry.FindSampleValue("dotnet_timer_count"));
    }

    [Fact]
    public async Task Standard_metrics_that_the_application_has_added_stay()
    {
        var registry = new MetricRegistry().AddProcessMetrics().AddRuntimeMetrics(RuntimeMetricGroups.Gc | RuntimeMetricGroups.Exceptions);
        using (var host = Build(registry))
        {
            await host.StartAsync();
            Assert.Equal(RuntimeMetricGroups.All, registry.GetRuntimeMetricGroups());
        }

        Assert.True(registry.HasProcessMetrics());
        Assert.Equal(RuntimeMetricGroups.Gc | RuntimeMetricGroups.Exceptions, registry.GetRuntimeMetricGroups());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Hosts_side_by_side_share_the_standard_metrics_until_the_last_one_has_ended(bool dispose)
    {
        var registry = new MetricRegistry();
        using var first = Build(registry);
        using var second = Build(registry, ("Prometheus:RuntimeMetrics", "false"), ("Prometheus:RuntimeMetrics:Gc", "true"));
        await first.StartAsync();
        await second.StartAsync();
        Assert.Single(registry.ReadText().Split('\n'), line => line.StartsWith("process_cpu_seconds_total ", StringComparison.Ordinal));

        await EndAsync(first);
        var (process, groups) = (registry.HasProcessMetrics(), registry.GetRuntimeMetricGroups());
        await EndAsync(second);

        Assert.Equal((true, RuntimeMetricGroups.Gc), (process, groups));
        Assert.Equal((false, RuntimeMetricGroups.None), (registry.HasProcessMetrics(), registry.GetRuntimeMetricGroups()));

        async Task EndAsync(IHost host)
        {
            await host.StopAsync();
            if (dispose)
            {
                host.Dispose();
            }
        }
    }

    [Fact]
    public async Task A_clash_with_a_metric_of_the_application_is_refused_at_start_and_leaves_nothing_behind()
    {
        var registry = new MetricRegistry();
        new MetricFactory(registry).CreateGauge("dotnet_timer_count", "My own.").Set(7);
        using (var host = Build(registry))
        {
            var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());
            Assert.Contains("dotnet_timer_count", refusal.Message, StringComparison.Ordinal);
        }

        Assert.False(registry.HasProcessMetrics());
        Assert.Equal(RuntimeMetricGroups.None, registry.GetRuntimeMetricGroups());
        Assert.Equal(7, registry.GetSampleValue("dotnet_timer_count"));
    }

    [Fact]
    public async Task A_registry_and_its_hosts_do_not_outlive_their_use()
    {
        var registry = await RunAsync();

        await Eventually.HoldsAsync("the registry is collected", () =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return !registry.IsAlive;
        });

        [MethodImpl(MethodImplOptions.NoInlining)]
        static async Task<WeakReference> RunAsync()
        {
            var registry = new MetricRegistry();
            using (var host = Build(registry, metrics => metrics.AddCollector<Queue>()))
            {
                await host.StartAsync();
                await host.StopAsync();
            }

            return new WeakReference(registry);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_collector_goes_with_its_host_and_that_of_the_next_host_takes_its_turn(bool sideBySide)
    {
        var registry = new MetricRegistry();
        var log = new LogList();
        using var first = Build(registry, metrics => metrics.AddCollector<Queue>());
        using var second = CreateBuilder(registry, log, metrics => metrics.AddCollector<Queue>()).Build();
        await first.StartAsync();
        if (sideBySide)
        {
            await second.StartAsync();
        }

        first.Services.GetRequiredService<Queue>().Length = 1;
        second.Services.GetRequiredService<Queue>().Length = 2;
        var before = registry.GetSampleValue("queue_length");
        first.Dispose();
        var between = registry.FindSampleValue("queue_length");
        if (!sideBySide)
        {
            await second.StartAsync();
        }

        Assert.Equal((1, sideBySide ? 2 : null), (before, between));
        Assert.Equal(2, registry.GetSampleValue("queue_length"));
        Assert.Null(registry.FindSampleValue("metrics_collector_errors_total", ("collector", nameof(Queue))));
        second.Dispose();
        Assert.Null(registry.FindSampleValue("queue_length"));
        Assert.Equal(
            sideBySide ? 1 : 0,
            log.Lines.Count(line => line is { Level: LogLevel.Information }
                && line.Message.StartsWith("The collector Queue of this host waits", StringComparison.Ordinal)));
        Assert.DoesNotContain(log.AtLeast(LogLevel.Warning), line => line.Message.Contains("Queue", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Several_collectors_of_one_type_take_their_turn_together()
    {
        var registry = new MetricRegistry();
        using var first = Build(registry, Add);
        using var second = Build(registry, Add);
        await first.StartAsync();
        await second.StartAsync();
        Assert.Equal((1, 1), (registry.GetSampleValue("north"), registry.GetSampleValue("south")));

        first.Dispose();

        Assert.Equal((1, 1), (registry.GetSampleValue("north"), registry.GetSampleValue("south")));
        second.Dispose();
        Assert.Null(registry.FindSampleValue("north"));

        static void Add(IPrometheusMetricsBuilder metrics) => metrics.Services
            .AddSingleton<ICollector>(new StubCollector("north"))
            .AddSingleton<ICollector>(new StubCollector("south"));
    }

    [Fact]
    public async Task A_collector_that_waits_is_forgotten_with_its_host()
    {
        var registry = new MetricRegistry();
        using var first = Build(registry, metrics => metrics.AddCollector<Queue>());
        var second = Build(registry, metrics => metrics.AddCollector<Queue>());
        await first.StartAsync();
        await second.StartAsync();

        second.Dispose();
        first.Dispose();

        Assert.Null(registry.FindSampleValue("queue_length"));
    }

    [Fact]
    public async Task A_collector_that_cannot_take_its_turn_is_warned_of_and_stops_no_other_host()
    {
        var registry = new MetricRegistry();
        var log = new LogList();
        var first = Build(registry, metrics => metrics.AddCollector<Queue>());
        using var second = CreateBuilder(
            registry, log, metrics => metrics.Services.AddSingleton(new Queue("backlog")).AddSingleton<ICollector, Queue>(
                provider => provider.GetRequiredService<Queue>())).Build();
        await first.StartAsync();
        await second.StartAsync();
        new MetricFactory(registry).CreateHistogram("backlog", "");

        first.Dispose();

        var warning = Assert.Single(log.AtLeast(LogLevel.Warning), line => line.Message.Contains("Queue", StringComparison.Ordinal));
        Assert.Contains("backlog", warning.Message, StringComparison.Ordinal);
        Assert.Null(registry.FindSampleValue("queue_length"));
    }

    [Fact]
    public async Task A_collector_is_unregistered_before_its_services_are_disposed()
    {
        var registry = new MetricRegistry();
        using var host = Build(registry, metrics => metrics.AddCollector<Disposed>());
        await host.StartAsync();
        var collector = host.Services.GetRequiredService<Disposed>();

        host.Dispose();

        Assert.False(collector.WasRegisteredAtDisposal);
    }

    [Fact]
    public async Task The_final_export_still_has_collectors_and_standard_metrics()
    {
        var registry = new MetricRegistry();
        var exporter = new ToyExporter();
        using var host = Build(registry, metrics =>
        {
            metrics.AddCollector<Queue>();
            metrics.AddExporter("toy", _ => exporter);
        });
        await host.StartAsync();

        await host.StopAsync();

        var export = await exporter.NextAsync();
        Assert.Contains("queue_length ", export, StringComparison.Ordinal);
        Assert.Contains("process_cpu_seconds_total ", export, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_host_logs_failing_collectors_and_limits_while_it_lives()
    {
        var registry = new MetricRegistry(new MetricRegistryOptions { SeriesLimit = 1 });
        var (firstLog, secondLog) = (new LogList(), new LogList());
        var first = CreateBuilder(registry, firstLog).Build();
        using var second = CreateBuilder(registry, secondLog).Build();
        await first.StartAsync();
        await second.StartAsync();
        registry.Register(new StubCollector { Failure = new InvalidOperationException("broken") });
        registry.ReadText();
        first.Dispose();
        var orders = new MetricFactory(registry).CreateCounter("orders_total", "", "shop");
        orders.WithLabels("a");
        orders.WithLabels("b");

        Assert.Single(Warnings(firstLog), message => message.StartsWith("The collector StubCollector failed", StringComparison.Ordinal));
        Assert.Single(Warnings(secondLog), message => message.StartsWith("The collector StubCollector failed", StringComparison.Ordinal));
        Assert.DoesNotContain(Warnings(firstLog), message => message.Contains("orders_total", StringComparison.Ordinal));
        Assert.Single(
            Warnings(secondLog), message => message.Contains("orders_total has reached its limit of 1", StringComparison.Ordinal));

        static IEnumerable<string> Warnings(LogList log) => log.AtLeast(LogLevel.Warning).Select(line => line.Message);
    }

    [Fact]
    public async Task Names_that_were_created_before_the_host_are_checked_too()
    {
        var registry = new MetricRegistry();
        new MetricFactory(registry).CreateGauge("requestDurationMs", "Duration.");
        var log = new LogList();
        using var host = CreateBuilder(registry, log).Build();

        await host.StartAsync();

        Assert.Single(log.Lines, line => line.Level == LogLevel.Debug
            && line.Message.StartsWith("The metric requestDurationMs deviates", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, "branch")]
    [InlineData("branch", null)]
    public async Task Hosts_with_and_without_named_gateways_share_the_metrics_of_pushes(string? firstGateway, string? secondGateway)
    {
        var registry = new MetricRegistry();
        using var first = Build(registry, SettingsOf(firstGateway));
        using var second = Build(registry, SettingsOf(secondGateway));

        await first.StartAsync();
        await second.StartAsync();

        Assert.Equal(0, registry.GetSampleValue("metrics_push_attempts_total", ("pusher", "branch"), ("outcome", "failure")));

        static (string, string?)[] SettingsOf(string? gateway) => gateway is null
            ? []
            :
            [
                ($"Prometheus:Pushgateways:{gateway}:Endpoint", "http://gateway:9091"),
                ($"Prometheus:Pushgateways:{gateway}:PushOnShutdown", "false"),
                ($"Prometheus:Pushgateways:{gateway}:Interval", "01:00:00"),
            ];
    }

    [Fact]
    public async Task A_registry_that_was_disposed_before_says_how_that_is_avoided()
    {
        var registry = new MetricRegistry();
        registry.Dispose();
        using var host = Build(registry);

        var refusal = await Assert.ThrowsAsync<ObjectDisposedException>(() => host.StartAsync());

        Assert.Contains("AddPrometheusMetrics(registry), which never disposes it", refusal.Message, StringComparison.Ordinal);
    }

    private static IHost Build(MetricRegistry registry, params (string Key, string? Value)[] settings)
    {
        var builder = Worker.CreateBuilder(settings);
        builder.Services.AddPrometheusMetrics(registry);
        return builder.Build();
    }

    private static IHost Build(MetricRegistry registry, Action<IPrometheusMetricsBuilder> add) =>
        CreateBuilder(registry, new LogList(), add).Build();

    private static HostApplicationBuilder CreateBuilder(
        MetricRegistry registry, LogList? log = null, Action<IPrometheusMetricsBuilder>? add = null)
    {
        var builder = Worker.CreateBuilder(log ?? new LogList());
        var metrics = builder.Services.AddPrometheusMetrics(registry);
        add?.Invoke(metrics);
        return builder;
    }

    private static class StaticMetrics
    {
        public static MetricRegistry Registry { get; } = new();

        public static ICounter Orders { get; } = new MetricFactory(Registry).CreateCounter("orders_total", "Number of orders.");
    }

    private sealed record Injected(MetricRegistry Registry, IMetricSource Source, ICollectorRegistry Collectors, IMetricFactory Factory);

    private sealed class FailingService : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => throw new FormatException("The service fails.");

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Queue(string name) : ICollector
    {
        private readonly MetricDescriptor _length = new(MetricType.Gauge, name, "Length of the queue.");

        public Queue()
            : this("queue_length")
        {
        }

        public double Length { get; set; }

        public IReadOnlyList<MetricDescriptor> Descriptors => [_length];

        public void Collect(MetricVisitor visitor, in CollectionRequest request) => visitor.ReportGauge(_length, Length);
    }

    private sealed class Disposed(MetricRegistry registry) : StubCollector("disposed"), IDisposable
    {
        public bool? WasRegisteredAtDisposal { get; private set; }

        public void Dispose() => WasRegisteredAtDisposal = registry.IsRegistered(GetType());
    }
}
