using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PrometheusMetrics.Benchmarks.Requests;

/// <summary>A way to measure requests, or none.</summary>
/// <param name="Name">Its name in the table.</param>
/// <param name="AddServices">Adds the services that it needs.</param>
/// <param name="Use">Adds it to the pipeline, and returns a function that reads the number of requests that it has counted.</param>
internal sealed record RequestMetering(string Name, Action<IServiceCollection> AddServices, Func<WebApplication, Func<double>?> Use);

/// <summary>What surrounds the endpoint, which does nothing.</summary>
internal enum RequestKind
{
    /// <summary>Nothing but routing. The endpoint completes before the pipeline returns to the server.</summary>
    Synchronous,

    /// <summary>Nothing but routing. The endpoint completes after the pipeline has returned to the server.</summary>
    Asynchronous,

    /// <summary>What <see cref="WebApplication.CreateBuilder()"/> adds, with a log that has errors only: host filtering,
    /// and an activity and a log scope for each request. The endpoint completes as in <see cref="Synchronous"/>.</summary>
    DefaultHost,
}

/// <summary>A web application with one endpoint, which does nothing, on a server without a network.</summary>
internal sealed class RequestSubject : IDisposable
{
    public const string Path = "/nothing";

    private readonly WebApplication _application;
    private readonly RequestServer _server;
    private readonly Func<double>? _counted;
    private long _executed;

    /// <summary>Creates and starts the application.</summary>
    /// <param name="metering">What measures its requests.</param>
    /// <param name="kind">What surrounds the endpoint.</param>
    public RequestSubject(RequestMetering metering, RequestKind kind)
    {
        Name = metering.Name;
        Kind = kind;
        var signal = new PendingSignal();
        _server = new RequestServer(signal);
        var builder = kind == RequestKind.DefaultHost
            ? WebApplication.CreateBuilder()
            : WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Services.AddSingleton<IServer>(_server).AddRouting();
        metering.AddServices(builder.Services);
        _application = builder.Build();
        _counted = metering.Use(_application);
        _application.Map(Path, kind == RequestKind.Asynchronous ? async _ => await signal.WaitAsync() : static _ => Task.CompletedTask);
        _application.StartAsync().GetAwaiter().GetResult();
    }

    public string Name { get; }

    public RequestKind Kind { get; }

    public void Run(int count)
    {
        _server.Run(count);
        _executed += count;
    }

    /// <summary>Verifies that each request was counted, once.</summary>
    public void Verify()
    {
        if (_counted?.Invoke() is { } counted && (long)counted != _executed)
        {
            throw new InvalidOperationException($"{Name} has counted {counted} of {_executed} requests.");
        }
    }

    public void Dispose() => _application.DisposeAsync().AsTask().GetAwaiter().GetResult();
}
