using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PrometheusMetrics.AspNetCore;

/// <summary>A listener that serves only endpoints of <c>MapMetrics</c>, with the services of the application. Which requests are scrapes is
/// decided by the port of the connection: nothing that a client writes leads from the application to the metrics.</summary>
internal sealed class ScrapePort : IDisposable
{
    private const string Setting = $"{MetricsEndpointOptions.SectionName}:{nameof(MetricsEndpointOptions.Port)}";

    private readonly ListeningServer _server;

    private ScrapePort(int number, ListeningServer server)
    {
        Number = number;
        _server = server;
    }

    /// <summary>The number that was set; 0 if the system chose the port.</summary>
    public int Number { get; }

    /// <summary>The address with the real port, such as <c>http://[::]:9464</c>.</summary>
    public string Address => _server.Addresses[0];

    /// <summary>Opens a port, when the server of the application has started.</summary>
    /// <exception cref="InvalidOperationException">The application has another server than Kestrel or listens at the port itself, or an
    /// endpoint requires authorization, which the application does not have.</exception>
    /// <exception cref="IOException">The port is in use, or cannot be opened.</exception>
    public static async Task<ScrapePort> StartAsync(
        IServiceProvider services, int number, IReadOnlyList<BuiltEndpoint> endpoints, CancellationToken cancellationToken)
    {
        ApplicationServer.VerifyKestrel(services, number);
        ApplicationServer.VerifyFree(services, number);
        var options = new ListeningServerOptions
        {
            Port = number,
            LoggerFactory = services.GetRequiredService<ILoggerFactory>(),
            ContextFactory = services.GetRequiredService<IHttpContextFactory>(),
        };
        try
        {
            return new ScrapePort(
                number, await ListeningServer.StartAsync(options, BuildPipeline(services, endpoints), cancellationToken)
                    .ConfigureAwait(false));
        }
        catch (IOException exception)
        {
            throw new IOException($"The port of MapMetrics ({Setting}) cannot be opened. {exception.Message}", exception);
        }
    }

    /// <summary>Closes the port, and waits for the scrapes in progress.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _server.StopAsync(cancellationToken);

    public void Dispose() => _server.Dispose();

    private static RequestDelegate BuildPipeline(IServiceProvider services, IReadOnlyList<BuiltEndpoint> endpoints)
    {
        var known = services.GetRequiredService<IServiceProviderIsService>();
        var app = new ApplicationBuilder(services);
        app.UseRouting();
        if (known.IsService(typeof(ICorsService)))
        {
            app.UseCors();
        }

        if (known.IsService(typeof(IAuthenticationSchemeProvider)))
        {
            app.UseAuthentication();
        }

        if (known.IsService(typeof(IPolicyEvaluator)))
        {
            app.UseAuthorization();
        }
        else if (endpoints.FirstOrDefault(endpoint => Protection.IsRequired(endpoint.Route.Metadata)) is { } endpoint)
        {
            throw new InvalidOperationException(
                $"MapMetrics(\"{ForeignText.Escape(endpoint.Path)}\") requires authorization, but the application has none: add " +
                "'builder.Services.AddAuthorization();' before the application is built.");
        }

        IEndpointRouteBuilder? routes = null;
        app.UseEndpoints(builder => routes = builder);

        // Added only now, because UseEndpoints makes sources that it knows endpoints of the application too, for links and descriptions.
        foreach (var source in endpoints.SelectMany(endpoint => endpoint.Mapped.DataSources))
        {
            routes!.DataSources.Add(source);
        }

        return app.Build();
    }
}
