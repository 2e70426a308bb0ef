using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PrometheusMetrics.EndToEnd.Infrastructure;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.EndToEnd.Scenarios;

/// <summary>A worker whose metrics are behind HTTPS, a certificate of the client, and a password or token; and a Prometheus that scrapes
/// it as several jobs, with the right and with wrong credentials.</summary>
internal sealed class ProtectedWorker : IAsyncDisposable
{
    public const string BasicJob = "basic";
    public const string BearerJob = "bearer";
    public const string WrongPasswordJob = "wrong-password";
    public const string NoCertificateJob = "no-certificate";

    private const string Password = "pässwörd: 'a' b";
    private const string Token = "token-123";

    private readonly TemporaryFolder _folder = new();
    private readonly IHost _host;

    private ProtectedWorker()
    {
        using var authority = new TestAuthority();
        using var server = authority.Issue();
        using var client = authority.Issue(TestAuthority.ClientUse);
        Write("ca.pem", authority.Certificate.ExportCertificatePem());
        Write("server.pem", server.ExportCertificatePem());
        Write("server.key", server.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
        Write("client.pem", client.ExportCertificatePem());
        Write("client.key", client.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem());
        Write("password", Password + "\n");
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Prometheus:Server:Host"] = "127.0.0.1",
            ["Prometheus:Server:Port"] = "0",
            ["Prometheus:Server:CertificateFile"] = _folder.PathOf("server.pem"),
            ["Prometheus:Server:CertificateKeyFile"] = _folder.PathOf("server.key"),
            ["Prometheus:Server:ClientCertificateAuthorityFile"] = _folder.PathOf("ca.pem"),
            ["Prometheus:Server:UserName"] = "prometheus",
            ["Prometheus:Server:PasswordFile"] = _folder.PathOf("password"),
            ["Prometheus:Server:BearerToken"] = Token,
        });
        builder.Services.AddPrometheusMetrics().AddMetricsServer();
        _host = builder.Build();
        _host.Services.GetRequiredService<IMetricFactory>().CreateCounter("jobs_total", "Number of jobs.").Inc(3);
    }

    public PrometheusServer Prometheus { get; private set; } = null!;

    public static async Task<ProtectedWorker> StartAsync()
    {
        Requirement.Program("prometheus");
        var worker = new ProtectedWorker();
        try
        {
            await worker._host.StartAsync();
            worker.Prometheus = await PrometheusServer.StartAsync(worker.GetTargets());
            return worker;
        }
        catch
        {
            await worker.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Prometheus is not null)
        {
            await Prometheus.DisposeAsync();
        }

        await _host.StopAsync();
        _host.Dispose();
        _folder.Dispose();
    }

    private IReadOnlyList<ScrapeTarget> GetTargets()
    {
        var address = new Uri(_host.Services.GetRequiredService<Hosting.StartupReport>().Endpoints.Single());
        var tls = $"ca_file: '{_folder.PathOf("ca.pem")}'";
        var tlsWithCertificate =
            $"tls_config: {{ {tls}, cert_file: '{_folder.PathOf("client.pem")}', key_file: '{_folder.PathOf("client.key")}' }}";
        var basic = $"basic_auth: {{ username: 'prometheus', password_file: '{_folder.PathOf("password")}' }}";
        return
        [
            new(BasicJob, address) { Settings = [tlsWithCertificate, basic] },
            new(BearerJob, address) { Settings = [tlsWithCertificate, $"authorization: {{ credentials: '{Token}' }}"] },
            new(WrongPasswordJob, address)
            {
                Settings = [tlsWithCertificate, "basic_auth: { username: 'prometheus', password: 'wrong' }"],
            },
            new(NoCertificateJob, address) { Settings = [$"tls_config: {{ {tls} }}", basic] },
        ];
    }

    private void Write(string name, string text) => File.WriteAllText(_folder.PathOf(name), text);
}
