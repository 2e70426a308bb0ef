using Microsoft.Extensions.Configuration;
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

    /// <summary>Settings are those of the section <c>Prometheus:Pushgateway</c>, unless their key begins with <c>Prometheus:</c>.</summary>
    public static PushingHost Build(Action<HostApplicationBuilder>? configure, params (string Key, string? Value)[] settings)
    {
        var gateway = new FakeGateway();
        var clock = new TestTimeProvider();
        var log = new LogList();
        var builder = Worker.CreateBuilder(log, [.. settings.Select(setting => (GetPath(setting.Key), setting.Value))]);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.Services.AddPrometheusMetrics();
        builder.Services.AddHttpClient(PushgatewayOptions.HttpClientName).ConfigurePrimaryHttpMessageHandler(() => gateway);
        configure?.Invoke(builder);
        return new PushingHost(builder.Build(), gateway, clock, log);
    }

    /// <summary>Changes the configuration, as a file that is edited does.</summary>
    public void Reconfigure(params (string Key, string? Value)[] settings)
    {
        var configuration = (IConfigurationRoot)Host.Services.GetRequiredService<IConfiguration>();
        foreach (var (key, value) in settings)
        {
            configuration[GetPath(key)] = value;
        }

        configuration.Reload();
    }

    public Task StopAsync() => Host.StopAsync().InTime();

    /// <summary>Stops the host while the pauses between its attempts pass. It moves the clock by short times only, so that no attempt that
    /// is under way exceeds its time limit.</summary>
    public Task StopWhilePausesPassAsync() => StopWhileTimePassesAsync(TimeSpan.FromSeconds(2));

    /// <summary>Stops the host while all times pass at once, those of attempts that hang included.</summary>
    public Task StopWhileTimePassesAsync() => StopWhileTimePassesAsync(TimeSpan.MaxValue);

    public async Task StopWhileTimePassesAsync(TimeSpan longest)
    {
        var stop = Host.StopAsync();
        await Eventually.HoldsAsync("the host stops", () =>
        {
            if (!stop.IsCompleted && Clock.TimeToNextTimer is { } next && next <= longest)
            {
                Clock.Advance(next);
            }

            return stop.IsCompleted;
        });
        await stop;
    }

    public double Attempts(string outcome) => Host.Registry().FindSampleValue("metrics_push_attempts_total", ("outcome", outcome)) ?? 0;

    public Task AttemptsBecome(string outcome, double count) =>
        Eventually.HoldsAsync($"{count} × {outcome}", () => Attempts(outcome) == count);

    /// <summary>Waits until an attempt has failed and is logged, which comes after it is counted.</summary>
    public async Task FirstFailureIsLogged()
    {
        await AttemptsBecome("failure", 1);
        await Eventually.HoldsAsync("the failure is logged", () => Complaints.Count > 0);
    }

    public void Dispose() => Host.Dispose();

    private static string GetPath(string key) =>
        key.StartsWith("Prometheus:", StringComparison.Ordinal) ? key : "Prometheus:Pushgateway:" + key;
}
