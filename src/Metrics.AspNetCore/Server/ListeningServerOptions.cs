using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Where a <see cref="ListeningServer"/> listens, and what it bears.</summary>
internal sealed record ListeningServerOptions
{
    /// <summary>The port, or 0 for one that the system chooses; null for none.</summary>
    public int? Port { get; init; }

    /// <summary>The address of the port: an IP address, <c>localhost</c>, or the name of an address of this machine; null, <c>*</c> and
    /// <c>+</c> mean all addresses.</summary>
    public string? Host { get; init; }

    /// <summary>Returns the addresses of a host name.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>Makes the port one for HTTPS.</summary>
    public HttpsConnectionAdapterOptions? Https { get; init; }

    public UnixSocket? UnixSocket { get; init; }

    public int ConnectionLimit { get; init; } = 200;

    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>Creates the contexts of requests, for code that needs the services of an application; null for contexts without
    /// services.</summary>
    public IHttpContextFactory? ContextFactory { get; init; }

    /// <summary>The maximum time that a client may take to send the headers of a request.</summary>
    public TimeSpan RequestHeadersTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Sets limits for requests that have short headers and no body.</summary>
    public void Apply(KestrelServerLimits limits)
    {
        limits.MaxConcurrentConnections = ConnectionLimit;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.MaxRequestBodySize = 0;
        limits.MaxRequestHeaderCount = 64;
        limits.MaxRequestHeadersTotalSize = 16 * 1024;
        limits.MaxRequestBufferSize = 64 * 1024;
        limits.RequestHeadersTimeout = RequestHeadersTimeout;
    }
}
