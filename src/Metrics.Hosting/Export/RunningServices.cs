using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace PrometheusMetrics.Hosting;

/// <summary>Finds the hosted services that use up the shutdown time. The host does not tell: a background service shows by its task that it
/// still runs, the web server reports its stop by an event, and others are known by their places in the order of stops.</summary>
internal sealed class RunningServices : IDisposable
{
    private const string WebServer = "Microsoft.AspNetCore.Hosting.GenericWebHostService";

    // In the order of their stops.
    private readonly IHostedService[] _services;
    private readonly bool _stopConcurrently;
    private readonly WebServerStop? _webServerStop;
    private volatile bool _isOwnStopped;
    private string? _description;

    public RunningServices(IServiceProvider provider)
    {
        try
        {
            _services = [.. provider.GetServices<IHostedService>().Reverse()];
            _stopConcurrently = provider.GetRequiredService<IOptions<HostOptions>>().Value.ServicesStopConcurrently;
        }
        catch (Exception)
        {
            // A transient service is created once more, and may throw. Only the names in a message depend on it.
            _services = [];
        }

        _webServerStop = _services.Any(IsWebServer) ? new WebServerStop() : null;
    }

    /// <summary>The services that were running at the first look, safe for logs, or null if none was known.</summary>
    public string? Description => Volatile.Read(ref _description);

    /// <summary>Notes that the host has stopped the services that were added after the exports.</summary>
    public void OwnStopped() => _isOwnStopped = true;

    /// <summary>Looks which services run, while there is time left: at the end of it all are given up.</summary>
    public void Look()
    {
        var running = _stopConcurrently ? FindConcurrent() : FindFirst();
        var names = running.Select(Name).Distinct(StringComparer.Ordinal).ToArray();
        if (names.Length > 0)
        {
            Interlocked.CompareExchange(ref _description, ForeignText.Join(_stopConcurrently ? ", " : " or ", names), null);
        }
    }

    public void Dispose() => _webServerStop?.Dispose();

    private static bool IsWebServer(IHostedService service) => service.GetType().FullName == WebServer;

    private static bool IsOurs(IHostedService service) => service.GetType().Assembly == typeof(RunningServices).Assembly;

    private static string Name(IHostedService service) => IsWebServer(service) ? "the web server" : service.GetType().Name;

    private List<IHostedService> FindConcurrent()
    {
        var running = _services.Where(service => IsRunning(service) == true).ToList();
        return running.Count > 0 ? running : [.. _services.Where(service => IsRunning(service) is null)];
    }

    /// <summary>One service stops after the other, so it is the first one that is known to run, or one before it that does not
    /// show.</summary>
    private List<IHostedService> FindFirst()
    {
        var own = Array.FindIndex(_services, service => service is MetricExportService);
        List<IHostedService> candidates = [];
        foreach (var service in _isOwnStopped ? _services[(own + 1)..] : _services[..own])
        {
            var isRunning = IsRunning(service);
            if (isRunning != false)
            {
                candidates.Add(service);
            }

            if (isRunning == true)
            {
                break;
            }
        }

        return candidates;
    }

    /// <returns>null if it does not show.</returns>
    private bool? IsRunning(IHostedService service) => service switch
    {
        _ when IsOurs(service) => false,
        _ when IsWebServer(service) => !_webServerStop?.HasStopped,
        BackgroundService background => IsExecuting(background),
        _ => null,
    };

    private static bool? IsExecuting(BackgroundService service)
    {
        try
        {
            return service.ExecuteTask is { IsCompleted: false };
        }
        catch (Exception)
        {
            // The property is virtual, and may be the application's own.
            return null;
        }
    }
}
