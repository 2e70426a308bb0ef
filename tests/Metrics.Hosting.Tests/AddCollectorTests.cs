using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting;

public sealed class AddCollectorTests
{
    [Fact]
    public async Task A_collector_is_collected_once_the_host_has_started()
    {
        using var host = Build(metrics => metrics.AddCollector<Disk>());
        Assert.Null(host.Registry().FindSampleValue("disk"));

        await host.StartAsync();

        Assert.Equal(1, host.Registry().GetSampleValue("disk"));
    }

    [Fact]
    public async Task Adding_it_twice_adds_it_once()
    {
        using var host = Build(metrics => metrics.AddCollector<Disk>().AddCollector<Disk>());

        await host.StartAsync();

        Assert.Equal(1, host.Registry().GetSampleValue("disk"));
        Assert.Single(host.Services.GetServices<ICollector>());
    }

    [Fact]
    public async Task Several_collectors_are_collected_side_by_side()
    {
        using var host = Build(metrics => metrics.AddCollector<Disk>().AddCollector<Network>());

        await host.StartAsync();

        Assert.Equal((1, 1), (host.Registry().GetSampleValue("disk"), host.Registry().GetSampleValue("network")));
    }

    [Fact]
    public async Task It_can_be_injected_under_its_own_type()
    {
        using var host = Build(metrics => metrics.AddCollector<Disk>());
        await host.StartAsync();

        host.Services.GetRequiredService<Disk>().Failure = new InvalidOperationException("broken");

        Assert.Equal(1, host.Registry().GetSampleValue("metrics_collector_errors_total", ("collector", nameof(Disk))));
    }

    [Fact]
    public async Task A_collector_may_inject_the_factory()
    {
        using var host = Build(metrics => metrics.AddCollector<CountsItself>());

        await host.StartAsync();

        Assert.Equal(1, host.Registry().GetSampleValue("collections_total"));
    }

    [Fact]
    public async Task Collectors_are_there_before_any_service_starts()
    {
        var builder = Worker.CreateBuilder();
        builder.Services.AddHostedService<Looks>();
        builder.Services.AddPrometheusMetrics().AddCollector<Disk>();
        using var host = builder.Build();

        await host.StartAsync();

        Assert.Equal(1, host.Services.GetServices<IHostedService>().OfType<Looks>().Single().Seen);
    }

    [Fact]
    public async Task A_collector_of_the_container_needs_no_AddCollector()
    {
        using var host = Build(metrics => metrics.Services.AddSingleton<ICollector>(new StubCollector("instance")));

        await host.StartAsync();

        Assert.Equal(1, host.Registry().GetSampleValue("instance"));
    }

    [Fact]
    public async Task A_clash_of_names_is_refused_at_start_with_both_sides_named()
    {
        using var host = Build(metrics => metrics.AddCollector<Disk>());
        host.Factory().CreateHistogram("disk", "");

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.Contains("'gauge disk' can't be registered", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("'histogram disk'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Choose another name", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Null_is_refused() => Assert.Throws<ArgumentNullException>(() => default(IPrometheusMetricsBuilder)!.AddCollector<Disk>());

    private static IHost Build(Action<IPrometheusMetricsBuilder> add)
    {
        var builder = Worker.CreateBuilder();
        add(builder.Services.AddPrometheusMetrics());
        return builder.Build();
    }

    private sealed class Disk() : StubCollector("disk");

    private sealed class Network() : StubCollector("network");

    private sealed class CountsItself(IMetricFactory factory) : StubCollector("self")
    {
        private readonly ICounter _collections = factory.CreateCounter("collections_total", "Collections.");

        public override void Collect(MetricVisitor visitor, in CollectionRequest request)
        {
            _collections.Inc();
            base.Collect(visitor, request);
        }
    }

    private sealed class Looks(MetricRegistry registry) : IHostedService
    {
        public double? Seen { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken)
        {
            Seen = registry.FindSampleValue("disk");
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
