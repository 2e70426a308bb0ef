using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PrometheusMetrics.Testing;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.PrometheusNet;

public class AddPrometheusNetRegistryTests
{
    // The only test of the static registry, which all tests of the process share.
    [Fact]
    public async Task The_static_registry_is_shown_without_warnings_about_the_metrics_of_the_process()
    {
        Prometheus.Metrics.CreateCounter("static_parcels", "Parcels.", "kind").WithLabels("a").Inc(3);
        var log = new WarningList();

        using var host = await StartAsync(
            services => services.AddPrometheusMetrics().AddPrometheusNetRegistry().AddPrometheusNetRegistry(), log);
        var text = await TextAsync(host);

        Assert.Contains("# TYPE static_parcels counter\nstatic_parcels{kind=\"a\"} 3\n", text, StringComparison.Ordinal);
        Assert.Contains("\nprocess_private_memory_bytes ", text, StringComparison.Ordinal);
        Assert.Single(text.Split('\n'), line => line.StartsWith("process_start_time_seconds ", StringComparison.Ordinal));
        Assert.Contains("\ndotnet_gc_collections_total{", text, StringComparison.Ordinal);
        Assert.Contains("\ndotnet_collection_count_total{", text, StringComparison.Ordinal);
        Assert.DoesNotContain("metrics_families_left_out_total", text, StringComparison.Ordinal);
        Assert.Empty(log.Messages);
    }

    [Fact]
    public async Task Several_registries_are_shown_each_once()
    {
        var (first, second) = (Prometheus.Metrics.NewCustomRegistry(), Prometheus.Metrics.NewCustomRegistry());
        Prometheus.Metrics.WithCustomRegistry(first).CreateGauge("first", "").Set(1);
        Prometheus.Metrics.WithCustomRegistry(second).CreateGauge("second", "").Set(2);

        using var host = await StartAsync(
            services =>
            {
                var builder = services.AddPrometheusMetrics();
                Assert.Same(builder, builder.AddPrometheusNetRegistry(first));
                builder.AddPrometheusNetRegistry(second).AddPrometheusNetRegistry(first);
            },
            new WarningList());
        var registry = host.Services.GetRequiredService<MetricRegistry>();

        Assert.Equal((1, 2), (registry.GetSampleValue("first"), registry.GetSampleValue("second")));
        Assert.Null(registry.FindSampleValue("metrics_families_left_out_total", ("family", "first")));
    }

    [Fact]
    public async Task A_metric_that_both_libraries_have_is_logged_once()
    {
        var theirs = Prometheus.Metrics.NewCustomRegistry();
        Prometheus.Metrics.WithCustomRegistry(theirs).CreateGauge("http_requests_in_progress", "").Set(1);
        var log = new WarningList();

        using var host = await StartAsync(services => services.AddPrometheusMetrics().AddPrometheusNetRegistry(theirs), log);
        host.Services.GetRequiredService<IMetricFactory>().CreateGauge("http_requests_in_progress", "").Set(2);
        await TextAsync(host);
        var text = await TextAsync(host);

        Assert.Contains("\nhttp_requests_in_progress 2\n", text, StringComparison.Ordinal);
        Assert.Contains("\nmetrics_families_left_out_total{family=\"http_requests_in_progress\"} 2\n", text, StringComparison.Ordinal);
        Assert.StartsWith(
            "The metric http_requests_in_progress of the collector PrometheusNetCollector is left out",
            Assert.Single(log.Messages),
            StringComparison.Ordinal);
    }

    // Prometheus:Enabled
    [Fact]
    public async Task Nothing_is_exported_where_metrics_are_switched_off()
    {
        var calls = 0;
        var theirs = Prometheus.Metrics.NewCustomRegistry();
        theirs.AddBeforeCollectCallback(() => calls++);

        using var host = await StartAsync(
            services => services.AddPrometheusMetrics(options => options.Enabled = false).AddPrometheusNetRegistry(theirs),
            new WarningList());
        await TextAsync(host);

        Assert.Equal(0, calls);
    }

    [Fact]
    public void Builder_and_registry_are_required()
    {
        var builder = new ServiceCollection().AddPrometheusMetrics();

        Assert.Throws<ArgumentNullException>(() => builder.AddPrometheusNetRegistry(null!));
        Assert.Throws<ArgumentNullException>(
            () => PrometheusNetBuilderExtensions.AddPrometheusNetRegistry(null!, Prometheus.Metrics.NewCustomRegistry()));
    }

    private static async Task<IHost> StartAsync(Action<IServiceCollection> configure, WarningList log)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddProvider(log);
        configure(builder.Services);
        var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    private static Task<string> TextAsync(IHost host) =>
        Page.TextAsync(host.Services.GetRequiredService<Collection.IMetricSource>(), Exposition.ExpositionFormat.Text);

    private sealed class WarningList : ILoggerProvider, ILogger
    {
        public List<string> Messages { get; } = [];

        // Other categories warn of what these hosts do not have: an endpoint, for example.
        public ILogger CreateLogger(string categoryName) => categoryName == typeof(MetricRegistry).FullName ? this : NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (Messages)
            {
                Messages.Add(formatter(state, exception));
            }
        }

        public void Dispose()
        {
        }
    }
}
