using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.Hosting;

namespace PrometheusMetrics.AspNetCore;

/// <summary>The endpoints of <c>MapMetrics</c> of one host. When the host has started, it rejects endpoints that would match the same
/// requests, opens their ports, reports them for the log line, and tells what is probably a mistake. When the host stops, it waits for last
/// scrapes.</summary>
internal sealed partial class ScrapeEndpoints : IHostedLifecycleService, IDisposable
{
    private readonly IServiceProvider _services;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly List<ScrapeEndpoint> _endpoints = [];
    private readonly List<ScrapePort> _ports = [];

    private ScrapeEndpoints(IServiceProvider services)
    {
        _services = services;
        _logger = services.GetRequiredService<ILogger<ScrapeEndpoints>>();
    }

    /// <summary>Adds an endpoint to the application, or to its port, and to the endpoints of the host.</summary>
    /// <exception cref="InvalidOperationException">The endpoint has a port or waits for a last scrape, and
    /// <c>AddPrometheusMetrics</c> was not called.</exception>
    public static void Add(IServiceProvider services, ScrapeEndpoint endpoint)
    {
        if (endpoint.Port is not null)
        {
            RequiredServices.Verify<StartupReport>(services, "MapMetrics with Port");
        }
        else if (endpoint.FinalScrape is not null)
        {
            RequiredServices.Verify<StartupReport>(services, "MapMetrics with FinalScrapeTimeout");
        }

        if (endpoint.Port is null)
        {
            endpoint.AddToApplication();
        }

        services.GetService<StartupReport>()?.GetOrAddService(() => new ScrapeEndpoints(services)).Add(endpoint);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var endpoints = GetEndpoints()
            .SelectMany(endpoint => endpoint.Build(), (endpoint, route) => new BuiltEndpoint(endpoint, route))
            .ToList();
        RejectDuplicates(endpoints);
        foreach (var endpoint in endpoints)
        {
            endpoint.Mapped.FinalScrape?.VerifyShutdownTime(_services, $"MapMetrics(\"{ForeignText.Escape(endpoint.Path)}\")");
        }

        foreach (var same in endpoints.Where(endpoint => endpoint.Mapped.Port is not null).GroupBy(endpoint => endpoint.Mapped.Port!.Value))
        {
            _ports.Add(await ScrapePort.StartAsync(_services, same.Key, [.. same], cancellationToken).ConfigureAwait(false));
        }

        var report = _services.GetRequiredService<StartupReport>();
        foreach (var endpoint in endpoints)
        {
            var port = _ports.Find(port => port.Number == endpoint.Mapped.Port);
            report.AddEndpoint(port?.Address + endpoint.Path);
        }

        await WarnAsync([.. endpoints.Where(endpoint => endpoint.Mapped.Port is null)]).ConfigureAwait(false);
    }

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits for the last scrapes of the endpoints of the application, whose server stops after this.</summary>
    public Task StoppingAsync(CancellationToken cancellationToken) =>
        WaitForFinalScrapesAsync(GetEndpoints().Where(endpoint => endpoint.Port is null), cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Waits for the last scrapes at the ports, and closes them.</summary>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        await WaitForFinalScrapesAsync(GetEndpoints().Where(endpoint => endpoint.Port is not null), cancellationToken)
            .ConfigureAwait(false);
        await Task.WhenAll(_ports.Select(port => port.StopAsync(cancellationToken))).ConfigureAwait(false);
    }

    public void Dispose() => _ports.ForEach(port => port.Dispose());

    private void Add(ScrapeEndpoint endpoint)
    {
        lock (_gate)
        {
            _endpoints.Add(endpoint);
        }
    }

    private ScrapeEndpoint[] GetEndpoints()
    {
        lock (_gate)
        {
            return [.. _endpoints];
        }
    }

    private static Task WaitForFinalScrapesAsync(IEnumerable<ScrapeEndpoint> endpoints, CancellationToken cancellationToken) =>
        Task.WhenAll(endpoints.Select(endpoint => endpoint.FinalScrape?.WaitAsync(cancellationToken)).OfType<Task>());

    private async Task WarnAsync(List<BuiltEndpoint> endpoints)
    {
        if (endpoints.Count == 0)
        {
            return;
        }

        if (ApplicationServer.FindHttp2OnlySetting(_services) is { } setting)
        {
            LogHttp2Only(ForeignText.Escape(setting));
        }

        try
        {
            await InformOfPublicEndpointsAsync(endpoints).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The application provides its policies, perhaps from a server that is not there yet.
            LogUnknownProtection(exception);
        }
    }

    private async Task InformOfPublicEndpointsAsync(List<BuiltEndpoint> endpoints)
    {
        if (await PublicEndpoints.FindAsync(_services, endpoints).ConfigureAwait(false) is { Count: > 0 } exposed)
        {
            LogPublicEndpoints(
                string.Join(", ", exposed.Select(endpoint => ForeignText.Escape(endpoint.Path))),
                string.Join(", ", ApplicationServer.GetPublicAddresses(_services).Select(address => ForeignText.Escape(address))));
        }
    }

    private static void RejectDuplicates(List<BuiltEndpoint> endpoints)
    {
        foreach (var same in endpoints.GroupBy(endpoint => endpoint.Key, StringComparer.OrdinalIgnoreCase))
        {
            if (same.Any(one => same.Any(other => one != other && one.Mapped.SharesRoutesWith(other.Mapped))))
            {
                throw new InvalidOperationException(
                    $"MapMetrics is called twice for '{same.First().Path}', so that every scrape would fail with an ambiguous match: " +
                    "remove one of the calls, or give it another pattern or host.");
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning,
        "The addresses of the application speak HTTP/2 only ({Setting}), without TLS, so Prometheus, which sends HTTP/1.1 there, gets " +
        "status 400. Serve the metrics at a port of their own: set Prometheus:Endpoint:Port.")]
    private partial void LogHttp2Only(string setting);

    [LoggerMessage(2, LogLevel.Information,
        "The metrics can be read without authorization ({Endpoints}) at {Addresses}. If clients outside of a private network reach an " +
        "address, set Prometheus:Endpoint:Port to serve the metrics at a port of their own, or call MapMetrics().RequireAuthorization().")]
    private partial void LogPublicEndpoints(string endpoints, string addresses);

    [LoggerMessage(3, LogLevel.Debug,
        "It is unknown whether the metrics can be read without authorization, because the policies of the application could not be read.")]
    private partial void LogUnknownProtection(Exception exception);
}
