using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using PrometheusMetrics.Collection;
using PrometheusMetrics.Hosting;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Runs the metrics server of a host: from before the other services start until all of them have stopped, so that their last
/// values can be scraped.</summary>
internal sealed partial class MetricsServerService : IHostedLifecycleService, IDisposable
{
    private readonly IServiceProvider _services;
    private readonly ILogger _logger;
    private MetricsServer? _server;

    public MetricsServerService(IServiceProvider services, ILogger<MetricsServer> logger)
    {
        _services = services;
        _logger = logger;
    }

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (!_services.GetRequiredService<MetricsSwitch>().IsOn)
        {
            return;
        }

        var options = _services.GetRequiredService<IOptions<MetricsServerOptions>>().Value;
        var report = _services.GetRequiredService<StartupReport>();
        report.UseSection(MetricsServerOptions.Section, options);
        if (!options.IsListening)
        {
            WarnIfNotOnPurpose();
            return;
        }

        report.UseSection(MetricsEndpointOptions.Section, options.Endpoint);
        _server = await MetricsServer.StartAsync(
            _services.GetRequiredService<IMetricSource>(),
            options,
            _services.GetRequiredService<IMetricFactory>(),
            _services.GetRequiredService<TimeProvider>(),
            cancellationToken).ConfigureAwait(false);
        _server.FinalScrape?.VerifyShutdownTime(_services, "The metrics server");
        foreach (var address in _server.Addresses)
        {
            report.AddEndpoint(ForeignText.Escape(address));
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => _server?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    // A host that fails to start disposes its services without stopping them.
    public void Dispose() => _server?.Abort();

    // A key without a value means that the server is off on purpose.
    private void WarnIfNotOnPurpose()
    {
        var keys = _services.GetService<IConfiguration>()?.GetSection(MetricsServerOptions.SectionName).GetChildren()
            .Select(child => child.Key).ToList() ?? [];
        if (!keys.Contains(nameof(MetricsServerOptions.Port), StringComparer.OrdinalIgnoreCase)
            && !keys.Contains(nameof(MetricsServerOptions.UnixSocket), StringComparer.OrdinalIgnoreCase))
        {
            LogNoAddress();
        }
    }

    [LoggerMessage(2, LogLevel.Warning,
        "AddMetricsServer has no effect, because neither Prometheus:Server:Port nor Prometheus:Server:UnixSocket is set: set Port, for " +
        "example to 9464, or to an empty text if the server is off on purpose.")]
    private partial void LogNoAddress();
}
