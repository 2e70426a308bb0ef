using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.EndToEnd.Infrastructure;

/// <summary>The certificate and the user of a protected gateway, which reads both again for each connection and request.</summary>
internal sealed class GatewayProtection : IDisposable
{
    public const string User = "prometheus";
    public const string Password = "right password";

    // Of the password above, by bcrypt with the lowest cost.
    private const string PasswordHash = "$2b$04$abcdefghijklmnopqrstuuixDYXMqh7K8om9LBImBUW2GGY1bih2C";

    private const string OtherPasswordHash = "$2b$04$abcdefghijklmnopqrstuuuoX.G2LWONLka0dZbtbKebBnMNsBkKG";

    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private readonly TestAuthority _foreignAuthority = new();
    private TestAuthority _presenting;

    public GatewayProtection()
    {
        System.IO.File.WriteAllText(AuthorityFile, _authority.Certificate.ExportCertificatePem());
        _presenting = _authority;
        PresentOwnCertificate();
        RestorePassword();
    }

    /// <summary>The file for the gateway.</summary>
    public string File => _folder.PathOf("web.yml");

    /// <summary>The certificate of the authority that the gateway's own certificate comes from.</summary>
    public string AuthorityFile => _folder.PathOf("authority.pem");

    /// <summary>Lets the gateway present a certificate that its clients do not trust.</summary>
    public void PresentForeignCertificate() => Present(_foreignAuthority);

    /// <summary>Lets the gateway present a certificate that its clients trust.</summary>
    public void PresentOwnCertificate() => Present(_authority);

    /// <summary>Lets the gateway ask for another password than its clients know.</summary>
    public void ChangePassword() => WriteConfiguration(OtherPasswordHash);

    /// <summary>Lets the gateway ask for the password that its clients know.</summary>
    public void RestorePassword() => WriteConfiguration(PasswordHash);

    /// <summary>Creates a client that trusts the certificate that is presented now, and knows the password.</summary>
    public HttpClient CreateClient(string address)
    {
        var client = _presenting.CreateClient();
        client.BaseAddress = new Uri($"https://{address}/");
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{User}:{Password}")));
        return client;
    }

    public void Dispose()
    {
        _authority.Dispose();
        _foreignAuthority.Dispose();
        _folder.Dispose();
    }

    private void WriteConfiguration(string passwordHash) => Write(
        "web.yml",
        $"""
        tls_server_config:
          cert_file: server.pem
          key_file: server.key
        basic_auth_users:
          {User}: {passwordHash}

        """);

    private void Present(TestAuthority authority)
    {
        _presenting = authority;
        using var certificate = authority.Issue();
        Write("server.pem", certificate.ExportCertificatePem());
        Write("server.key", certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
    }

    // In one step: the gateway reads the files for each connection.
    private void Write(string name, string text)
    {
        System.IO.File.WriteAllText(_folder.PathOf("new"), text);
        System.IO.File.Move(_folder.PathOf("new"), _folder.PathOf(name), overwrite: true);
    }
}
