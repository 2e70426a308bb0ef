using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.Server;

public sealed class MetricsServerHttpsTests : IDisposable
{
    private const string KeyPassword = "key-password";

    private readonly TestAuthority _authority = new();
    private readonly TemporaryFolder _folder = new();
    private readonly X509Certificate2 _certificate;

    public MetricsServerHttpsTests() => _certificate = _authority.Issue();

    [Theory]
    [InlineData("object")]
    [InlineData("pfx")]
    [InlineData("pfx with password")]
    [InlineData("pem in one file")]
    [InlineData("pem with key file")]
    [InlineData("pem with encrypted key file")]
    public async Task It_serves_HTTPS_with_every_form_of_certificate(string form)
    {
        await using var server = await TestMetricsServer.StartAsync(options => SetCertificate(options, form));
        using var client = _authority.CreateClient();

        Assert.StartsWith("https://127.0.0.1:", Assert.Single(server.Addresses), StringComparison.Ordinal);
        Assert.EndsWith(TestMetricsServer.Sample, await GetAsync(client, server), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Intermediate_certificates_of_the_file_are_sent()
    {
        using var intermediate = CreateIntermediate();
        using var certificate = IssueBy(intermediate);
        await using var server = await TestMetricsServer.StartAsync(options => options.CertificateFile = _folder.Write(
            "chain.pem", $"{certificate.ExportCertificatePem()}\n{intermediate.ExportCertificatePem()}\n{KeyOf(certificate)}\n"));
        using var client = _authority.CreateClient();

        Assert.EndsWith(TestMetricsServer.Sample, await GetAsync(client, server), StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Mistakes => new()
    {
        { "missing", "missing.pem" },
        { "no key", "no-key.pem" },
        { "other text", "other.pem" },
        { "wrong password", "server.pfx" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_certificate_that_cannot_be_used_is_named_without_its_password(string mistake, string file)
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => TestMetricsServer.StartAsync(options =>
        {
            options.CertificateFile = mistake switch
            {
                "no key" => _folder.Write(file, _certificate.ExportCertificatePem()),
                "other text" => _folder.Write(file, "something"),
                "wrong password" => WritePfx("the password"),
                _ => _folder[file],
            };
            options.CertificatePassword = mistake == "wrong password" ? KeyPassword : null;
        }));

        Assert.StartsWith($"Prometheus:Server:CertificateFile '{_folder[file]}' cannot be used. ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(KeyPassword, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none", false)]
    [InlineData("issued", true)]
    [InlineData("expired", false)]
    [InlineData("for servers", false)]
    [InlineData("of another authority", false)]
    public async Task A_client_needs_a_certificate_of_the_authority(string kind, bool isAccepted)
    {
        using var other = new TestAuthority();
        await using var server = await TestMetricsServer.StartAsync(options =>
        {
            options.Certificate = _certificate;
            options.ClientCertificateAuthorityFile = _folder.Write("authority.pem", _authority.Certificate.ExportCertificatePem());
        });

        await AssertAccessAsync(server, kind switch
        {
            "issued" => _authority.Issue(TestAuthority.ClientUse),
            "expired" => _authority.Issue(TestAuthority.ClientUse, expiresAfter: -1),
            "for servers" => _authority.Issue(),
            "of another authority" => other.Issue(TestAuthority.ClientUse),
            _ => null,
        }, isAccepted);
    }

    [Theory]
    [InlineData(true, 1, true)]
    [InlineData(true, -1, false)]
    [InlineData(false, 1, false)]
    public async Task A_client_needs_a_listed_certificate_that_is_valid(bool isListed, int expiresAfter, bool isAccepted)
    {
        using var other = new TestAuthority();
        var client = other.Issue(TestAuthority.ClientUse, expiresAfter);
        var listed = isListed ? client : _certificate;
        var thumbprint = string.Join(
            ':', listed.GetCertHashString(HashAlgorithmName.SHA256).Chunk(2).Select(digits => new string(digits)));
        await using var server = await TestMetricsServer.StartAsync(options =>
        {
            options.Certificate = _certificate;
            options.ClientCertificateThumbprints = [thumbprint];
        });

        await AssertAccessAsync(server, client, isAccepted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_function_decides_with_the_errors_that_the_system_found(bool accepts)
    {
        var errors = SslPolicyErrors.None;
        await using var server = await TestMetricsServer.StartAsync(options =>
        {
            options.Certificate = _certificate;
            options.ClientCertificateValidation = (_, _, found) =>
            {
                errors = found;
                return accepts;
            };
        });

        await AssertAccessAsync(server, _authority.Issue(TestAuthority.ClientUse), accepts);
        Assert.True(errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors));
    }

    [Fact]
    public async Task All_conditions_for_client_certificates_must_hold()
    {
        var client = _authority.Issue(TestAuthority.ClientUse);
        await using var server = await TestMetricsServer.StartAsync(options =>
        {
            options.Certificate = _certificate;
            options.ClientCertificateAuthorityFile = _folder.Write("authority.pem", _authority.Certificate.ExportCertificatePem());
            options.ClientCertificateThumbprints = [client.GetCertHashString(HashAlgorithmName.SHA256)];
        });

        await AssertAccessAsync(server, client, isAccepted: true);
        await AssertAccessAsync(server, _authority.Issue(TestAuthority.ClientUse), isAccepted: false);
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _folder.Dispose();
        _authority.Dispose();
    }

    private async Task AssertAccessAsync(MetricsServer server, X509Certificate2? certificate, bool isAccepted)
    {
        using (certificate)
        {
            using var client = _authority.CreateClient(certificate);
            if (isAccepted)
            {
                Assert.EndsWith(TestMetricsServer.Sample, await GetAsync(client, server), StringComparison.Ordinal);
            }
            else
            {
                await Assert.ThrowsAsync<HttpRequestException>(() => GetAsync(client, server));
            }
        }
    }

    private static Task<string> GetAsync(HttpClient client, MetricsServer server) =>
        client.GetStringAsync(new Uri(server.Addresses[0]), TestContext.Current.CancellationToken);

    private void SetCertificate(MetricsServerOptions options, string form)
    {
        var certificate = _certificate.ExportCertificatePem();
        var encryptedKey = _certificate.GetRSAPrivateKey()!.ExportEncryptedPkcs8PrivateKeyPem(
            KeyPassword, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000));
        _ = form switch
        {
            "object" => (object)(options.Certificate = _certificate),
            "pfx" => options.CertificateFile = WritePfx(null),
            "pfx with password" => (options.CertificateFile, options.CertificatePassword) = (WritePfx(KeyPassword), KeyPassword),
            "pem in one file" => options.CertificateFile = _folder.Write("all.pem", $"{certificate}\n{KeyOf(_certificate)}\n"),
            "pem with key file" => (options.CertificateFile, options.CertificateKeyFile) =
                (_folder.Write("server.pem", certificate), _folder.Write("key.pem", KeyOf(_certificate))),
            _ => (options.CertificateFile, options.CertificateKeyFile, options.CertificatePassword) =
                (_folder.Write("server.pem", certificate), _folder.Write("key.pem", encryptedKey), KeyPassword),
        };
    }

    private static string KeyOf(X509Certificate2 certificate) => certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem();

    private string WritePfx(string? password)
    {
        File.WriteAllBytes(_folder["server.pfx"], _certificate.Export(X509ContentType.Pkcs12, password));
        return _folder["server.pfx"];
    }

    private X509Certificate2 CreateIntermediate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Intermediate", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var issued = request.Create(
            _authority.Certificate, _certificate.NotBefore, _certificate.NotAfter, RandomNumberGenerator.GetBytes(8));
        return issued.CopyWithPrivateKey(key);
    }

    private static X509Certificate2 IssueBy(X509Certificate2 issuer)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var issued = request.Create(issuer, issuer.NotBefore, issuer.NotAfter, RandomNumberGenerator.GetBytes(8));
        using var withKey = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }
}
