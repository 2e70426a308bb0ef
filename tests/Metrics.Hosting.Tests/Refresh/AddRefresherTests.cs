using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Refresh;

/// <summary>Refreshers on a clock that stands still, so that a collection waits for them on a busy machine too.</summary>
public sealed class AddRefresherTests
{
    private static readonly TimeSpan AtMost = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task A_refresher_is_a_singleton_that_may_inject_the_factory_and_the_source()
    {
        using var host = Build(metrics => metrics.AddRefresher<Stock>(AtMost));
        await host.StartAsync();

        Assert.Equal(1, Source(host).GetSampleValue("stock_items"));
        Assert.Equal(2, Source(host).GetSampleValue("stock_items"));
        Assert.Equal(2, host.Services.GetRequiredService<Stock>().Calls);
        Assert.Equal(
            0, host.Registry().GetSampleValue("metrics_refresher_errors_total", ("refresher", "Stock"), ("reason", "error")));
    }

    [Fact]
    public async Task Adding_it_twice_adds_it_once()
    {
        using var host = Build(metrics => metrics.AddRefresher<Stock>(AtMost).AddRefresher<Stock>(AtMost));
        await host.StartAsync();

        Assert.Equal(1, Source(host).GetSampleValue("stock_items"));
    }

    [Fact]
    public void What_cannot_both_be_true_is_refused_at_the_call()
    {
        static ValueTask Nothing(IServiceProvider services, CancellationToken cancellationToken) => default;
        var metrics = new ServiceCollection().AddPrometheusMetrics().AddRefresher<Stock>(AtMost).AddRefresher("a", Nothing, AtMost);

        var otherTime = Assert.Throws<InvalidOperationException>(() => metrics.AddRefresher<Stock>(AtMost * 2));
        var otherName = Assert.Throws<InvalidOperationException>(() => metrics.AddRefresher("Stock", Nothing, AtMost));
        Assert.Throws<InvalidOperationException>(() => metrics.AddRefresher("a", (_, _) => default, AtMost));

        Assert.Equal("The refresher 'Stock' is added with 00:00:02 and with 00:00:04: add it once.", otherTime.Message);
        Assert.Equal(
            "There is another refresher 'Stock' already: choose another name, by AddRefresher(name, …).", otherName.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(864_000_000_001)]
    [InlineData(long.MaxValue)]
    public void A_time_out_of_range_is_refused_at_the_call_with_what_to_write(long ticks)
    {
        var metrics = new ServiceCollection().AddPrometheusMetrics();

        var refusal = Assert.Throws<ArgumentOutOfRangeException>(() => metrics.AddRefresher<Stock>(new TimeSpan(ticks)));

        Assert.Equal("atMost", refusal.ParamName);
        Assert.Contains(
            "'Stock' must be more than zero and at most 1 day: TimeSpan.FromSeconds(2), for example",
            refusal.Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => metrics.AddRefresher("a", (_, _) => default, new TimeSpan(ticks)));
        metrics.AddRefresher<Stock>(TimeSpan.FromDays(1));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void A_function_has_a_name(string name) => Assert.Throws<ArgumentException>(
        () => new ServiceCollection().AddPrometheusMetrics().AddRefresher(name, (_, _) => default, AtMost));

    [Fact]
    public async Task A_refresher_that_cannot_be_created_fails_the_start()
    {
        using var host = Build(metrics => metrics.AddRefresher<Broken>(AtMost));

        var refusal = await Assert.ThrowsAsync<FormatException>(() => host.StartAsync());

        Assert.Equal("No address of the stock.", refusal.Message);
    }

    [Fact]
    public async Task A_source_of_the_application_that_was_registered_before_is_refreshed()
    {
        using var registry = new MetricRegistry();
        using var host = Build(metrics => metrics.AddRefresher<Stock>(AtMost), services => services.AddSingleton<IMetricSource>(registry));
        await host.StartAsync();

        using var reader = Source(host).Read();

        Assert.Equal(1, host.Services.GetRequiredService<Stock>().Calls);
        Assert.Null(Source(host).FindSampleValue("stock_items"));
    }

    [Fact]
    public async Task A_source_of_the_application_that_would_not_be_refreshed_fails_the_start()
    {
        using var registry = new MetricRegistry();
        using var host = Build(metrics => metrics.AddRefresher<Stock>(AtMost).Services.AddSingleton<IMetricSource>(registry));

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => host.StartAsync());

        Assert.StartsWith(
            "AddRefresher has no effect, because the IMetricSource of the service container is a MetricRegistry",
            refusal.Message,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_registry_of_the_application_is_refreshed_and_outlives_the_host(bool registryFirst)
    {
        using var registry = new MetricRegistry();
        using (var host = Build(metrics => _ = registryFirst
            ? metrics.Services.AddPrometheusMetrics(registry).AddRefresher<Stock>(AtMost)
            : metrics.AddRefresher<Stock>(AtMost).Services.AddPrometheusMetrics(registry)))
        {
            await host.StartAsync();
            Assert.Equal(1, Source(host).GetSampleValue("stock_items"));
            await host.StopAsync();
        }

        new MetricFactory(registry).CreateGauge("after", "Help.").Set(2);
        Assert.Equal((1, 2), (registry.GetSampleValue("stock_items"), registry.GetSampleValue("after")));
    }

    [Fact]
    public async Task Nothing_is_created_or_called_if_the_metrics_are_off()
    {
        using var host = Build(
            metrics => metrics.AddRefresher<Broken>(AtMost).AddRefresher("a", (_, _) => throw new FormatException(), AtMost),
            settings: ("Prometheus:Enabled", "false"));
        await host.StartAsync();

        using var reader = Source(host).Read();
        await host.StopAsync();
    }

    [Fact]
    public void A_container_without_a_host_refreshes_too()
    {
        using var provider = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(new TestTimeProvider())
            .AddPrometheusMetrics().AddRefresher<Stock>(AtMost).Services.BuildServiceProvider();

        Assert.Equal(1, provider.GetRequiredService<IMetricSource>().GetSampleValue("stock_items"));
    }

    [Fact]
    public async Task No_refresher_is_called_after_it_was_disposed()
    {
        var host = Build(metrics => metrics.AddRefresher<Stock>(AtMost));
        var (source, registry) = (Source(host), host.Registry());
        await host.StartAsync();
        var stock = host.Services.GetRequiredService<Stock>();

        host.Dispose();
        using var reader = source.Read();

        Assert.Equal((0, true), (stock.Calls, stock.IsDisposed));
        Assert.Equal(0, registry.GetSampleValue("metrics_refresher_errors_total", ("refresher", "Stock"), ("reason", "error")));
    }

    [Fact]
    public async Task A_push_refreshes_and_so_does_the_last_one()
    {
        using var host = await PushingHost.StartAsync(
            builder => builder.Services.AddPrometheusMetrics().AddRefresher<Stock>(AtMost),
            ("Endpoint", "http://gateway:9091"),
            ("PushOnStart", "true"),
            ("GroupingKey:instance", "a"));
        Assert.Contains("\nstock_items 1\n", (await host.Gateway.NextAsync()).Body, StringComparison.Ordinal);

        await host.StopAsync();

        Assert.Contains("\nstock_items 2\n", (await host.Gateway.NextAsync()).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_file_is_written_after_a_refresh()
    {
        using var folder = new TemporaryFolder();
        var file = folder["app.prom"];
        using var host = Build(metrics => metrics.AddRefresher<Stock>(AtMost), settings: ("Prometheus:Textfile:Path", file));
        await host.StartAsync();

        await host.StopAsync();

        Assert.Contains("stock_items 1", await File.ReadAllLinesAsync(file));
    }

    private static IMetricSource Source(IHost host) => host.Services.GetRequiredService<IMetricSource>();

    private static IHost Build(
        Action<IPrometheusMetricsBuilder> configure,
        Action<IServiceCollection>? before = null,
        params (string Key, string? Value)[] settings)
    {
        var builder = Worker.CreateBuilder(settings);
        builder.Services.AddSingleton<TimeProvider>(new TestTimeProvider());
        before?.Invoke(builder.Services);
        configure(builder.Services.AddPrometheusMetrics());
        return builder.Build();
    }

    private sealed class Stock(IMetricFactory factory, IMetricSource source) : IMetricRefresher, IDisposable
    {
        private readonly IGauge _items = factory.CreateGauge("stock_items", "Items in stock.");

        public int Calls { get; private set; }

        public bool IsDisposed { get; private set; }

        public ValueTask RefreshAsync(CancellationToken cancellationToken)
        {
            Assert.NotNull(source);
            _items.Set(++Calls);
            return ValueTask.CompletedTask;
        }

        public void Dispose() => IsDisposed = true;
    }

    private sealed class Broken : IMetricRefresher
    {
        public Broken() => throw new FormatException("No address of the stock.");

        public ValueTask RefreshAsync(CancellationToken cancellationToken) => default;
    }
}
