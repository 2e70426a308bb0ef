using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Export;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting;

public sealed class AddPrometheusMetricsTests
{
    [Fact]
    public async Task What_a_worker_measures_is_in_the_registry_and_its_read_side()
    {
        var builder = Worker.CreateBuilder();
        builder.Services.AddPrometheusMetrics();
        builder.Services.AddHostedService<CountingService>();
        using var host = builder.Build();

        await host.StartAsync();

        Assert.Equal(1, host.Registry().GetSampleValue("starts_total"));
        Assert.Same(host.Registry(), host.Services.GetRequiredService<IMetricSource>());
        await host.StopAsync();
    }

    [Fact]
    public void A_second_call_adds_no_service_and_no_binding()
    {
        var services = new ServiceCollection();
        services.AddPrometheusMetrics();
        var once = services.Count;

        var builder = services.AddPrometheusMetrics();

        Assert.Equal(once, services.Count);
        Assert.Same(services, builder.Services);
    }

    [Fact]
    public async Task A_host_that_calls_it_twice_starts_and_pushes_once()
    {
        using var host = await PushingHost.StartAsync(
            builder => builder.Services.AddPrometheusMetrics().AddCollector<StandInCollector>(),
            ("Endpoint", "http://gateway:9091"),
            ("GroupingKey:instance", "a"));

        await host.StopAsync();

        Assert.Equal("/metrics/job/invoices/instance/a", Assert.Single(host.Gateway.Pushes).Address.AbsolutePath);
    }

    [Fact]
    public void Code_of_both_calls_counts_and_comes_after_the_configuration()
    {
        var builder = Worker.CreateBuilder(("Prometheus:RuntimeMetrics", "true"), ("Prometheus:FailOnCollectorError", "true"));
        builder.Services.AddPrometheusMetrics(options => options.RuntimeMetrics = RuntimeMetricGroups.None);
        builder.Services.AddPrometheusMetrics(options => options.ProcessMetrics = false);
        using var host = builder.Build();

        var options = host.Services.GetRequiredService<IOptions<PrometheusMetricsOptions>>().Value;

        Assert.Equal(
            (RuntimeMetricGroups.None, false, true), (options.RuntimeMetrics, options.ProcessMetrics, options.FailOnCollectorError));
    }

    [Fact]
    public void The_section_is_Prometheus_and_no_other()
    {
        var builder = Worker.CreateBuilder(
            ("Metrics:RuntimeMetrics", "false"), ("RuntimeMetrics", "false"), ("prometheus:processMetrics", "false"));
        builder.Services.AddPrometheusMetrics();
        using var host = builder.Build();

        var options = host.Services.GetRequiredService<IOptions<PrometheusMetricsOptions>>().Value;

        Assert.Equal((RuntimeMetricGroups.All, false), (options.RuntimeMetrics, options.ProcessMetrics));
    }

    [Fact]
    public void Without_a_configuration_the_defaults_hold()
    {
        using var provider = new ServiceCollection().AddPrometheusMetrics().Services.BuildServiceProvider();

        var options = provider.GetRequiredService<IOptions<PrometheusMetricsOptions>>().Value;
        var push = provider.GetRequiredService<IOptions<PushgatewayOptions>>().Value;
        provider.GetRequiredService<IMetricFactory>().CreateCounter("orders_total", "").Inc();

        Assert.Null(provider.GetService<IConfiguration>());
        Assert.Equal(
            (RuntimeMetricGroups.All, true, false), (options.RuntimeMetrics, options.ProcessMetrics, options.FailOnCollectorError));
        Assert.Equal((null, null, true, TimeSpan.FromSeconds(10)), (push.Endpoint, push.Interval, push.PushOnShutdown, push.Timeout));
        Assert.Equal(1, provider.GetRequiredService<MetricRegistry>().GetSampleValue("orders_total"));
    }

    [Fact]
    public async Task A_value_that_cannot_be_read_is_refused_at_start()
    {
        var builder = Worker.CreateBuilder(("Prometheus:ProcessMetrics", "sometimes"));
        builder.Services.AddPrometheusMetrics();
        using var host = builder.Build();

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Contains("Prometheus:ProcessMetrics", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Prometheus:RuntimeMetric", "false")]
    [InlineData("Prometheus:Pushgatway:Endpoint", "http://gateway:9091")]
    [InlineData("Prometheus:Endpoint", "http://gateway:9091")]
    [InlineData("Prometheus:Pushgateway", "http://gateway:9091")]
    public async Task A_mistyped_key_is_refused_at_start_by_name(string key, string value)
    {
        var builder = Worker.CreateBuilder((key, value));
        builder.Services.AddPrometheusMetrics();
        using var host = builder.Build();

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Contains(string.Join(':', key.Split(':')[..2]), refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("gateway:9091", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sections_of_other_features_are_no_mistakes()
    {
        var builder = Worker.CreateBuilder(
            ("Prometheus:HttpMetrics:Duration:Buckets:0", "1"), ("Prometheus:Pushgateway:Job", "j"), ("prometheus:processmetrics", "true"));
        builder.Services.AddPrometheusMetrics();
        using var host = builder.Build();

        Assert.NotNull(host.Registry());
    }

    [Fact]
    public async Task Two_hosts_in_one_process_share_nothing()
    {
        using var first = Build();
        using var second = Build();
        await first.StartAsync();
        await second.StartAsync();

        first.Factory().CreateCounter("orders_total", "", "channel").WithLabels("web").Inc();
        second.Factory().CreateGauge("orders_total", "").Set(7);

        Assert.Equal(1, first.Registry().GetSampleValue("orders_total", ("channel", "web")));
        Assert.Equal(7, second.Registry().GetSampleValue("orders_total"));
        await first.StopAsync();
        first.Dispose();
        second.Factory().CreateCounter("later_total", "").Inc();
        Assert.Equal(1, second.Registry().GetSampleValue("later_total"));

        static IHost Build()
        {
            var builder = Worker.CreateBuilder();
            builder.Services.AddPrometheusMetrics().AddCollector<StandInCollector>();
            return builder.Build();
        }
    }

    [Fact]
    public void The_registry_ends_with_the_host()
    {
        var builder = Worker.CreateBuilder();
        builder.Services.AddPrometheusMetrics();
        var host = builder.Build();
        var registry = host.Registry();

        host.Dispose();

        Assert.Throws<ObjectDisposedException>(() => registry.Register(new StubCollector()));
    }

    //
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void Process_and_runtime_metrics_can_be_switched_off(bool process, bool runtime)
    {
        var builder = Worker.CreateBuilder(
            ("Prometheus:ProcessMetrics", process.ToString()), ("Prometheus:RuntimeMetrics", runtime.ToString()));
        builder.Services.AddPrometheusMetrics();
        using var host = builder.Build();

        Assert.Equal(process, host.Registry().FindSampleValue("process_start_time_seconds") is not null);
        Assert.Equal(runtime, host.Registry().FindSampleValue("dotnet_timer_count") is not null);
        Assert.Equal(process, NamesOf(host).Any(name => name.StartsWith("process_", StringComparison.Ordinal)));
        Assert.Equal(runtime, NamesOf(host).Any(name => name.StartsWith("dotnet_", StringComparison.Ordinal)));
    }

    //
    [Fact]
    public void The_standard_metrics_and_those_of_the_application_need_no_registration()
    {
        var builder = Worker.CreateBuilder();
        builder.Services.AddPrometheusMetrics();
        using var host = builder.Build();

        host.Factory().CreateCounter("x_total", "Help.");

        Assert.Equal(0, host.Registry().GetSampleValue("x_total"));
        Assert.NotNull(host.Registry().FindSampleValue("process_cpu_seconds_total"));
        Assert.NotNull(host.Registry().FindSampleValue("dotnet_assembly_count"));
    }

    // the network traffic is not that of the process, but of its whole network namespace.
    [Fact]
    public void The_standard_metrics_have_no_network_traffic() =>
        Assert.DoesNotContain(DefaultNames(), name => name.Contains("network", StringComparison.Ordinal));

    //
    [Fact]
    public void The_standard_metrics_tell_times_and_not_the_time_since_then()
    {
        var names = DefaultNames();

        Assert.Contains("process_start_time_seconds", names);
        Assert.DoesNotContain(
            names,
            name => name.Contains("uptime", StringComparison.Ordinal)
                || name.Contains("since", StringComparison.Ordinal)
                || name.Contains("_age", StringComparison.Ordinal));
    }

    [Fact]
    public void A_failing_collector_fails_the_collection_if_the_configuration_says_so()
    {
        var builder = Worker.CreateBuilder(("Prometheus:FailOnCollectorError", "true"));
        builder.Services.AddPrometheusMetrics();
        using var host = builder.Build();
        host.Registry().Register(new StubCollector { Failure = new InvalidOperationException("broken") });

        Assert.Throws<CollectionFailedException>(() => host.Registry().Read());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_registered_time_provider_is_used_by_the_instruments(bool registeredFirst)
    {
        var clock = new TestTimeProvider();
        var builder = Worker.CreateBuilder();
        if (registeredFirst)
        {
            builder.Services.AddSingleton<TimeProvider>(clock);
        }

        builder.Services.AddPrometheusMetrics();
        if (!registeredFirst)
        {
            builder.Services.AddSingleton<TimeProvider>(clock);
        }

        using var host = builder.Build();

        host.Factory().CreateGauge("last_run_timestamp_seconds", "").SetToCurrentTime();

        Assert.Equal(clock.GetUtcNow().ToUnixTimeSeconds(), host.Registry().GetSampleValue("last_run_timestamp_seconds"));
    }

    [Fact]
    public void Null_is_refused()
    {
        Assert.Throws<ArgumentNullException>(() => default(IServiceCollection)!.AddPrometheusMetrics());
        Assert.Throws<ArgumentNullException>(() => new ServiceCollection().AddPrometheusMetrics((Action<PrometheusMetricsOptions>)null!));
    }

    private static List<string> DefaultNames()
    {
        var builder = Worker.CreateBuilder();
        builder.Services.AddPrometheusMetrics();
        using var host = builder.Build();
        return NamesOf(host);
    }

    private static List<string> NamesOf(IHost host)
    {
        var body = new MemoryStream();
        ExpositionSerializer.WriteAsync(host.Registry(), ExpositionFormat.Text, body).GetAwaiter().GetResult();
        return
        [
            .. Encoding.UTF8.GetString(body.ToArray())
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(line => !line.StartsWith('#'))
                .Select(line => line[..line.IndexOfAny(['{', ' '])]),
        ];
    }

    private sealed class StandInCollector() : StubCollector("stand_in");

    private sealed class CountingService(IMetricFactory factory) : BackgroundService
    {
        public override Task StartAsync(CancellationToken cancellationToken)
        {
            factory.CreateCounter("starts_total", "").Inc();
            return base.StartAsync(cancellationToken);
        }

        protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.CompletedTask;
    }
}
