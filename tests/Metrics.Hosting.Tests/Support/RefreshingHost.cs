using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Exposition;
using PrometheusMetrics.Hosting;

namespace PrometheusMetrics.Tests.Support;

/// <summary>A host with a refresher <c>stock</c>, which the test writes, on a clock that the test moves. Collections wait 2 seconds for
/// it.</summary>
internal sealed class RefreshingHost : IDisposable
{
    public const string Category = "PrometheusMetrics.Hosting.IMetricRefresher";
    public static readonly TimeSpan AtMost = TimeSpan.FromSeconds(2);

    private readonly IHost _host;
    private int _calls;

    private RefreshingHost(Action<IPrometheusMetricsBuilder>? configure, (string Key, string? Value)[] settings)
    {
        var builder = Worker.CreateBuilder(Log, settings);
        builder.Services.AddSingleton<TimeProvider>(Clock);
        var metrics = builder.Services.AddPrometheusMetrics();
        configure?.Invoke(metrics);
        metrics.AddRefresher(
            "stock",
            async (services, cancellationToken) =>
            {
                // A test that sees the call counted may change what the next one does.
                var refresh = Refresh;
                Interlocked.Increment(ref _calls);
                var value = await refresh(cancellationToken);
                services.GetRequiredService<IMetricFactory>().CreateGauge("stock_items", "Items in stock.").Set(value);
            },
            AtMost);
        _host = builder.Build();
        _host.Factory().CreateGauge("stock_items", "Items in stock.");
    }

    public TestTimeProvider Clock { get; } = new();

    public LogList Log { get; } = new();

    /// <summary>What the refresher does; the result is the value of the gauge <c>stock_items</c>. By default it is the number of the
    /// call.</summary>
    public Func<CancellationToken, Task<double>> Refresh
    {
        get => field ?? (_ => Task.FromResult<double>(Calls));
        set;
    }

    public IServiceProvider Services => _host.Services;

    public IMetricSource Source => Services.GetRequiredService<IMetricSource>();

    public MetricRegistry Registry => _host.Registry();

    public int Calls => Volatile.Read(ref _calls);

    public IReadOnlyList<string> Lines => [.. Log.Of(Category).Select(line => $"{line.Level}: {line.Message}")];

    public static RefreshingHost Build(Action<IPrometheusMetricsBuilder>? configure, params (string Key, string? Value)[] settings) =>
        new(configure, settings);

    public static async Task<RefreshingHost> StartAsync(
        Action<IPrometheusMetricsBuilder>? configure = null, params (string Key, string? Value)[] settings)
    {
        var host = new RefreshingHost(configure, settings);
        await host.StartHostAsync();
        return host;
    }

    public Task StartHostAsync() => _host.StartAsync();

    public Task StopHostAsync() => _host.StopAsync().InTime();

    /// <summary>Begins a collection.</summary>
    /// <returns>A task with the value of <c>stock_items</c> that it shows.</returns>
    public async Task<double> CollectAsync(CollectionRequest request = default)
    {
        using var reader = await Source.ReadAsync(request);
        var visitor = new StockVisitor();
        while (reader.Read(visitor))
        {
        }

        return visitor.Items;
    }

    /// <summary>Waits until the refresher has been called as many times. A thread of the pool calls it, maybe only when the collection has
    /// gone on already.</summary>
    public Task CalledAsync(int calls) => Eventually.HoldsAsync($"call {calls}", () => Calls == calls);

    public double Failures(string reason, string refresher = "stock") =>
        Registry.GetSampleValue("metrics_refresher_errors_total", ("refresher", refresher), ("reason", reason));

    /// <summary>Makes the refresher wait until the returned signal has its result.</summary>
    public TaskCompletionSource<double> Hold()
    {
        var result = new TaskCompletionSource<double>(TaskCreationOptions.RunContinuationsAsynchronously);
        Refresh = _ => result.Task;
        return result;
    }

    public void Dispose() => _host.Dispose();

    private sealed class StockVisitor : FlatSampleVisitor
    {
        public double Items { get; private set; } = double.NaN;

        protected override void Visit(in FlatSample sample)
        {
            if (sample.Name == "stock_items")
            {
                Items = sample.Value;
            }
        }
    }
}
