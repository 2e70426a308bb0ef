using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace PrometheusMetrics.AspNetCore;

/// <summary>A Kestrel of its own, for HTTP/1.1, that is independent of a host and of the application's server.</summary>
internal sealed class ListeningServer : IDisposable
{
    private readonly KestrelServer _server;
    private readonly ServiceProvider? _httpsServices;

    private ListeningServer(KestrelServer server, ServiceProvider? httpsServices)
    {
        _server = server;
        _httpsServices = httpsServices;
    }

    /// <summary>The addresses with their real ports, as Kestrel writes them: <c>http://[::]:9464</c>,
    /// <c>http://unix:/run/app/metrics.sock</c>.</summary>
    public IReadOnlyList<string> Addresses => [.. _server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses];

    /// <summary>Starts a server.</summary>
    /// <param name="options">Where it listens.</param>
    /// <param name="handle">Handles every request.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    /// <exception cref="IOException">An address is in use, or cannot be listened at.</exception>
    public static async Task<ListeningServer> StartAsync(
        ListeningServerOptions options, RequestDelegate handle, CancellationToken cancellationToken)
    {
        var hosts = options.Port is null ? [] : await ResolveAsync(options, cancellationToken).ConfigureAwait(false);
        var httpsServices = options.Https is null ? null : HttpsServices.Create(options.LoggerFactory);
        var kestrel = new KestrelServerOptions { AddServerHeader = false, ApplicationServices = httpsServices! };
        options.Apply(kestrel.Limits);
        Listen(kestrel, options, hosts);
        var transport = new SocketTransportFactory(Options.Create(CreateTransportOptions(options)), options.LoggerFactory);
        var server = new ListeningServer(new KestrelServer(Options.Create(kestrel), transport, options.LoggerFactory), httpsServices);
        try
        {
            await server._server.StartAsync(new Application(handle, options.ContextFactory), cancellationToken).ConfigureAwait(false);
            return server;
        }
        catch (Exception exception)
        {
            server.Dispose();
            if (Describe(exception, options) is { } reason)
            {
                throw new IOException(reason, exception);
            }

            throw;
        }
    }

    /// <summary>Stops listening, and waits for the requests in progress until the token is cancelled. Their connections are then
    /// aborted.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => _server.StopAsync(cancellationToken);

    /// <summary>Stops listening, and aborts the requests in progress.</summary>
    public void Dispose()
    {
        _server.Dispose();
        _httpsServices?.Dispose();
    }

    private static void Listen(KestrelServerOptions kestrel, ListeningServerOptions options, IPAddress[]? hosts)
    {
        if (options.Port is { } port)
        {
            if (hosts is null)
            {
                kestrel.ListenAnyIP(port, Configure);
            }
            else if (IsLocalhost(options.Host) && port > 0)
            {
                kestrel.ListenLocalhost(port, Configure);
            }
            else
            {
                Array.ForEach(hosts, host => kestrel.Listen(host, port, Configure));
            }
        }

        if (options.UnixSocket is { } socket)
        {
            kestrel.ListenUnixSocket(socket.Path, ConfigureUnencrypted);
        }

        void Configure(ListenOptions listener)
        {
            ConfigureUnencrypted(listener);
            if (options.Https is not null)
            {
                listener.UseHttps(options.Https);
            }
        }

        static void ConfigureUnencrypted(ListenOptions listener)
        {
            listener.Protocols = HttpProtocols.Http1;
            ConnectionMemory.Use(listener);
        }
    }

    private static SocketTransportOptions CreateTransportOptions(ListeningServerOptions options)
    {
        var transport = new SocketTransportOptions();
        if (options.UnixSocket is { } socket)
        {
            transport.CreateBoundListenSocket = endpoint =>
                endpoint is UnixDomainSocketEndPoint ? socket.Bind() : SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        }

        return transport;
    }

    private static bool IsLocalhost(string? host) => string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase);

    /// <summary>Returns the addresses of a host, or null for all addresses. Kestrel itself would listen at all addresses for a name that it
    /// does not know, and a name is chosen to have fewer.</summary>
    private static async Task<IPAddress[]?> ResolveAsync(ListeningServerOptions options, CancellationToken cancellationToken)
    {
        var host = options.Host;
        if (host is null or "" or "*" or "+")
        {
            return null;
        }

        if (IsLocalhost(host))
        {
            // For port 0 the system would choose one port for each of the two addresses of this name.
            return [IPAddress.Loopback];
        }

        if (IPAddress.TryParse(host, out var address))
        {
            return [address];
        }

        try
        {
            return await options.Resolve(host, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SocketException or ArgumentException)
        {
            throw new IOException(
                $"The host name '{ForeignText.Escape(host)}' has no address. Write an IP address of this machine, localhost, or * for " +
                "all addresses.",
                exception);
        }
    }

    private static string? Describe(Exception exception, ListeningServerOptions options)
    {
        var host = string.IsNullOrEmpty(options.Host) ? "*" : ForeignText.Escape(options.Host);
        return exception switch
        {
            IOException { InnerException: AddressInUseException } =>
                $"Port {options.Port} of {host} is in use: choose another port for the metrics, or stop the program that listens there.",
            SocketException { SocketErrorCode: SocketError.AccessDenied } =>
                $"Port {options.Port} of {host} needs more rights: choose a port above 1023 for the metrics.",
            SocketException { SocketErrorCode: SocketError.AddressNotAvailable } =>
                $"Port {options.Port} cannot be opened at {host}, which is no address of this machine: write one of its addresses, " +
                "localhost, or * for all addresses.",
            SocketException =>
                $"Port {options.Port} of {host} cannot be opened. {ForeignText.Escape(exception.Message)}.",
            _ => null,
        };
    }

    private sealed class Application(RequestDelegate handle, IHttpContextFactory? contexts) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) =>
            contexts?.Create(contextFeatures) ?? new DefaultHttpContext(contextFeatures);

        public Task ProcessRequestAsync(HttpContext context) => handle(context);

        public void DisposeContext(HttpContext context, Exception? exception) => contexts?.Dispose(context);
    }
}
