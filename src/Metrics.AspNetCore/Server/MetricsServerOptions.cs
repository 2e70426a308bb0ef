using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.Hosting;

namespace PrometheusMetrics.AspNetCore;

/// <summary>Options for a <see cref="MetricsServer"/>, bound to the configuration section <c>Prometheus:Server</c>. It listens if
/// <see cref="Port"/> or <see cref="UnixSocket"/> is set, and at both if both are.</summary>
public sealed class MetricsServerOptions
{
    /// <summary>The name of the configuration section.</summary>
    public const string SectionName = "Prometheus:Server";

    internal static OptionsSection<MetricsServerOptions> Section { get; } = new OptionsSection<MetricsServerOptions>("Server")
        .AddInteger(nameof(Port), (options, value) => options.Port = value)
        .AddText(nameof(Host), (options, value) => options.Host = value)
        .AddText(nameof(Path), (options, value) => options.Path = value)
        .AddText(nameof(UnixSocket), (options, value) => options.UnixSocket = value)
        .AddText(nameof(UnixSocketMode), (options, value) => options.UnixSocketMode = value)
        .AddText(nameof(CertificateFile), (options, value) => options.CertificateFile = value)
        .AddText(nameof(CertificateKeyFile), (options, value) => options.CertificateKeyFile = value)
        .AddText(nameof(CertificatePassword), (options, value) => options.CertificatePassword = value)
        .AddText(nameof(UserName), (options, value) => options.UserName = value)
        .AddText(nameof(Password), (options, value) => options.Password = value)
        .AddText(nameof(PasswordFile), (options, value) => options.PasswordFile = value)
        .AddText(nameof(BearerToken), (options, value) => options.BearerToken = value)
        .AddText(nameof(BearerTokenFile), (options, value) => options.BearerTokenFile = value)
        .AddText(nameof(ClientCertificateAuthorityFile), (options, value) => options.ClientCertificateAuthorityFile = value)
        .AddText(
            nameof(ClientCertificateThumbprints),
            (options, value) => options.ClientCertificateThumbprints =
                value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        .AddInteger(nameof(ConnectionLimit), (options, value) => options.ConnectionLimit = value);

    /// <summary>The port to listen at, by HTTP/1.1; 0 to 65535, and 0 lets the system choose.</summary>
    /// <value>null by default: no port.</value>
    public int? Port { get; set; }

    /// <summary>The address to listen at: an IP address, <c>localhost</c>, a name of this machine, or <c>*</c> for all
    /// addresses.</summary>
    /// <value>null by default: all addresses, as a container needs it.</value>
    public string? Host { get; set; }

    /// <summary>The path of the metrics: <c>/</c>, and then letters, digits and any of <c>/ - . _ ~</c>. Any other path gets status
    /// 404.</summary>
    /// <value><c>/metrics</c> by default.</value>
    public string Path { get; set; } = "/metrics";

    /// <summary>The absolute path of a Unix domain socket to listen at, such as <c>/run/app/metrics.sock</c>; the form
    /// <c>unix:/run/app/metrics.sock</c> is accepted too. The file of a socket at which no program listens any more is replaced; any
    /// other file is not. It is removed when the server stops.</summary>
    /// <value>null by default: no socket.</value>
    public string? UnixSocket { get; set; }

    /// <summary>The permissions of the socket file in octal digits, as <c>chmod</c> takes them. A client needs the permission to
    /// write. Not used on Windows.</summary>
    /// <value><c>0660</c> by default: the user and the group of the process.</value>
    public string UnixSocketMode { get; set; } = "0660";

    /// <summary>The certificate with its private key, which makes the port one for HTTPS. It is not disposed. It has no key in the
    /// configuration.</summary>
    /// <value>null by default: HTTP, unless <see cref="CertificateFile"/> is set.</value>
    public X509Certificate2? Certificate { get; set; }

    /// <summary>The file of the certificate, which makes the port one for HTTPS: PEM, which may contain the intermediate certificates and
    /// the key, or PKCS #12 (<c>.pfx</c>). It is read when the server starts.</summary>
    /// <value>null by default: HTTP, unless <see cref="Certificate"/> is set.</value>
    public string? CertificateFile { get; set; }

    /// <summary>The file of the private key of a PEM certificate.</summary>
    /// <value>null by default: the key is in <see cref="CertificateFile"/>.</value>
    public string? CertificateKeyFile { get; set; }

    /// <summary>The password of the private key. It is never logged.</summary>
    /// <value>null by default: the key is not encrypted.</value>
    public string? CertificatePassword { get; set; }

    /// <summary>The user name for basic authentication, without a colon. A password must be set too.</summary>
    /// <value>null by default: no basic authentication.</value>
    public string? UserName { get; set; }

    /// <summary>The password for basic authentication. It is never logged.</summary>
    /// <value>null by default.</value>
    public string? Password { get; set; }

    /// <summary>The file with the password for basic authentication, in UTF-8; line breaks at its end are ignored. It is read at each
    /// request, so that it may change while the server runs.</summary>
    /// <value>null by default.</value>
    public string? PasswordFile { get; set; }

    /// <summary>The token for bearer authentication: visible ASCII characters. It is never logged. If basic authentication is set up too,
    /// either is accepted.</summary>
    /// <value>null by default: no bearer authentication.</value>
    public string? BearerToken { get; set; }

    /// <summary>The file with the token for bearer authentication; line breaks at its end are ignored. It is read at each request, so that
    /// it may change while the server runs.</summary>
    /// <value>null by default.</value>
    public string? BearerTokenFile { get; set; }

    /// <summary>The PEM file of the certificate authorities that issue the certificates of clients. Clients of the port must then have a
    /// certificate that one of them issued for client authentication. Revocation is not checked.</summary>
    /// <value>null by default.</value>
    public string? ClientCertificateAuthorityFile { get; set; }

    /// <summary>The SHA-256 thumbprints of certificates, 64 hexadecimal digits each. Clients of the port must then have one of these
    /// certificates, which must be valid at the time. In the configuration it is one text with commas.</summary>
    /// <value>null by default.</value>
    public IReadOnlyList<string>? ClientCertificateThumbprints { get; set; }

    /// <summary>A function that accepts or rejects the certificate of a client, with the chain and the errors that the system found.
    /// Clients of the port must then have a certificate. If several options for client certificates are set, all of them must hold. It
    /// is called from several threads, and has no key in the configuration.</summary>
    /// <value>null by default.</value>
    public Func<X509Certificate2, X509Chain?, SslPolicyErrors, bool>? ClientCertificateValidation { get; set; }

    /// <summary>The maximum number of connections at once; 1 or more. A connection beyond it is closed at once.</summary>
    /// <value>200 by default.</value>
    public int ConnectionLimit { get; set; } = 200;

    /// <summary>The options that an endpoint of <c>MapMetrics</c> has too: compression, formats, cache and limits of scrapes. In a host
    /// they are first read from the section <c>Prometheus:Endpoint</c> and <c>services.Configure&lt;MetricsEndpointOptions&gt;</c>. Its
    /// <see cref="MetricsEndpointOptions.Port"/> has no effect here: the server has its own.</summary>
    /// <value>The defaults of <see cref="MetricsEndpointOptions"/>.</value>
    public MetricsEndpointOptions Endpoint { get; set; } = new();

    /// <summary>What the server logs to: unexpected errors of scrapes, and passwords that are sent without HTTPS.</summary>
    /// <value>null by default: nothing is logged; in a host, its loggers.</value>
    public ILoggerFactory? LoggerFactory { get; set; }

    internal bool IsListening => Port is not null || !string.IsNullOrEmpty(UnixSocket);

    internal bool HasHttps => Certificate is not null || CertificateFile is not null;

    internal bool HasClientCertificates =>
        ClientCertificateAuthorityFile is not null || ClientCertificateThumbprints is not null || ClientCertificateValidation is not null;

    internal string? UnixSocketPath =>
        UnixSocket?.StartsWith("unix:", StringComparison.OrdinalIgnoreCase) == true ? UnixSocket["unix:".Length..] : UnixSocket;

    internal bool IsLoopback => string.Equals(Host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));
}
