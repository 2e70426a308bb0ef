using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace PrometheusMetrics.Tests.Support;

/// <summary>A host that writes a text file, on a clock that the test moves.</summary>
internal sealed class TextfileHost : IDisposable
{
    public const string Category = "PrometheusMetrics.Hosting.TextfileExporter";

    private readonly TemporaryFolder _folder = new();

    private TextfileHost((string Key, string? Value)[] settings)
    {
        FilePath = _folder["app.prom"];
        var builder = Worker.CreateBuilder(
            Log,
            [
                .. settings.Select(setting => ("Prometheus:Textfile:" + setting.Key, setting.Value)),
                ("Prometheus:Textfile:Path", FilePath),
            ]);
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddPrometheusMetrics();
        Host = builder.Build();
    }

    public IHost Host { get; }

    public TestTimeProvider Clock { get; } = new();

    public LogList Log { get; } = new();

    public string FilePath { get; }

    public IReadOnlyList<string> Lines => File.ReadAllLines(FilePath);

    /// <summary>Settings are those of the section <c>Prometheus:Textfile</c>, which has a path unless it is among them.</summary>
    public static TextfileHost Build(params (string Key, string? Value)[] settings) => new(settings);

    public static async Task<TextfileHost> StartAsync(params (string Key, string? Value)[] settings)
    {
        var host = Build(settings);
        await host.Host.StartAsync();
        return host;
    }

    public Task StopAsync() => Host.StopAsync().InTime();

    public void Dispose()
    {
        Host.Dispose();
        _folder.Dispose();
    }
}
