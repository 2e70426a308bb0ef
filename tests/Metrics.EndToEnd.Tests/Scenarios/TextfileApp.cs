using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PrometheusMetrics.Collection;
using PrometheusMetrics.EndToEnd.Infrastructure;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>A host that writes a text file into a folder as fast as it can.</summary>
internal sealed class TextfileApp : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly string _file;

    private TextfileApp(IHost host, string file)
    {
        _host = host;
        _file = file;
    }

    public IMetricFactory Factory => _host.Services.GetRequiredService<IMetricFactory>();

    public MetricRegistry Registry => _host.Services.GetRequiredService<MetricRegistry>();

    public static async Task<TextfileApp> StartAsync(
        TemporaryFolder folder, string name, params IEnumerable<(string Key, string Value)> settings)
    {
        var file = folder.PathOf($"{name}.prom");
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(settings.Append(("Path", file)).Append(("Interval", "00:00:00.005"))
            .Select(setting => KeyValuePair.Create("Prometheus:Textfile:" + setting.Item1, (string?)setting.Item2)));
        builder.Services.AddPrometheusMetrics();
        var app = new TextfileApp(builder.Build(), file);
        await app._host.StartAsync();
        return app;
    }

    /// <summary>Waits until the file contains everything that was measured before the call.</summary>
    public Task WaitForWriteAsync()
    {
        var marker = $"write_{Guid.NewGuid():N}";
        Factory.CreateGauge(marker, "Marks a write.");
        return Eventually.HoldsAsync(
            "the write",
            async () => (await File.ReadAllTextAsync(_file)).Contains(marker, StringComparison.Ordinal));
    }

    public void Register(ICollector collector) => Registry.Register(collector);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}
