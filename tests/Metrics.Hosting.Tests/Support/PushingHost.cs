using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.Hosting;

namespace PrometheusMetrics.Tests.Support;

/// <summary>A host that pushes to a gateway in memory, on a clock that the test moves.</summary>
internal sealed class PushingHost : IDisposable
{
    public const string Category = "PrometheusMetrics.Hosting.PushgatewayExporter";

    private PushingHost(IHost host, FakeGateway gateway, TestTimeProvider clock, LogList log)
    {
        Host = host;
        Gateway = gateway;
        Clock = clock;
        Log = log;
    }

    public IHost Host { get; }

    public FakeGateway Gateway { get; }

    public TestTimeProvider Clock { get; }

    public LogList Log { get; }

    /// <summary>The log lines of the push service at the level of a warning or above.</summary>
    public IReadOnlyList<LogList.LogLine> Complaints => [.. Log.Of(Category).Where(line => line.Level >= LogLevel.Warning)];

    public static async Task<PushingHost> StartAsync(
        Action<HostApplicationBuilder>? configure, params (string Key, string? Value)[] settings)
    {
        var host = Build(configure, settings);
        await host.Host.StartAsync();
        return host;
    }

    public static Task<PushingHost> StartAsync(params (string Key, string? Value)[] settings) => StartAsync(null, settings);

    /// <summary>Settings are those of the section <c>Prometheus:Pushgateway</c>.</summary>
    public static PushingHost Build(Action<HostApplicationBuilder>? configure, params (string Key, string? Value)[] settings)
    {
        var gateway = new FakeGateway();
        var clock = new TestTimeProvider();
        var log = new LogList();
        var builder = Worker.CreateBuilder(log, [.. settings.Select(setting => ("Prometheus:Pushgateway:" + setting.Key, setting.Value))]);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddPrometheusMetrics();
        builder.Services.AddHttpClient(PushgatewayOptions.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => gateway);
        configure?.Invoke(builder);
        return new PushingHost(builder.Build(), gateway, clock, log);
    }

    public Task StopAsync() => Host.StopAsync().InTime();

    public double Attempts(string outcome) => Host.Registry().FindSampleValue("metrics_push_attempts_total", ("outcome", outcome)) ?? 0;

    public Task AttemptsBecome(string outcome, double count) =>
        Eventually.HoldsAsync($"{count} × {outcome}", () => Attempts(outcome) == count);

    public void Dispose() => Host.Dispose();
}
