using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.Server;

public sealed class MetricsServerOptionsTests
{
    // Certificates, delegates, the logger and the nested options cannot be in a settings file; the nested options have a section.
    private static readonly string[] OnlyInCode = ["Certificate", "ClientCertificateValidation", "Endpoint", "LoggerFactory"];

    [Fact]
    public void The_defaults_are_those_of_the_documentation()
    {
        var options = new MetricsServerOptions();

        Assert.Equal((null, null, "/metrics"), (options.Port, options.Host, options.Path));
        Assert.Equal((null, "0660"), (options.UnixSocket, options.UnixSocketMode));
        Assert.Equal(200, options.ConnectionLimit);
        Assert.All(
            typeof(MetricsServerOptions).GetProperties().Where(property => property.PropertyType == typeof(string)),
            property => Assert.Equal(property.Name is "Path" or "UnixSocketMode", property.GetValue(options) is not null));
    }

    [Fact]
    public void Every_option_has_a_key_that_sets_it()
    {
        var options = new MetricsServerOptions();
        var keys = new Dictionary<string, string?>
        {
            ["Port"] = "1",
            ["ConnectionLimit"] = "3",
            ["ClientCertificateThumbprints"] = "a, b",
        };
        var properties = typeof(MetricsServerOptions).GetProperties().Where(property => !OnlyInCode.Contains(property.Name)).ToList();
        foreach (var property in properties)
        {
            keys.TryAdd(property.Name, "value of " + property.Name);
        }

        MetricsServerOptions.Section.Bind(
            new ConfigurationBuilder().AddInMemoryCollection(
                keys.Select(key => KeyValuePair.Create("Prometheus:Server:" + key.Key, key.Value))).Build(),
            options);

        Assert.Equal((1, 3), (options.Port, options.ConnectionLimit));
        Assert.Equal(["a", "b"], options.ClientCertificateThumbprints);
        Assert.All(
            properties.Where(property => property.PropertyType == typeof(string)),
            property => Assert.Equal("value of " + property.Name, property.GetValue(options)));
    }

    [Fact]
    public async Task Every_key_stands_in_the_table_of_the_documentation()
    {
        var page = await File.ReadAllTextAsync(Repository.PathOf("docs", "configuration.md"), TestContext.Current.CancellationToken);
        var table = page[page.IndexOf("\n| key | type | default | meaning |", StringComparison.Ordinal)..].Split("\n\n")[0];
        var names = typeof(MetricsServerOptions).GetProperties().Select(property => property.Name).Except(OnlyInCode);

        Assert.All(names, name => Assert.Contains($"\n| `Prometheus:Server:{name}` |", table, StringComparison.Ordinal));
    }

    public static TheoryData<Action<MetricsServerOptions>, string> Mistakes => new()
    {
        { options => options.Port = 65536, "Prometheus:Server:Port is 65536, but must be 0 to 65535" },
        { options => options.Port = -1, "Prometheus:Server:Port is -1" },
        { options => options.Path = "metrics", "Prometheus:Server:Path is 'metrics', but must begin with /" },
        { options => options.Path = "", "Prometheus:Server:Path is ''" },
        { options => options.Path = null!, "Prometheus:Server:Path is 'null'" },
        { options => options.Path = "/a?b\n", @"Prometheus:Server:Path is '/a?b\n'" },
        { options => options.Path = "/<b>", "Prometheus:Server:Path is '/<b>'" },
        { options => options.UnixSocket = "metrics.sock", "Prometheus:Server:UnixSocket is 'metrics.sock', but must be an absolute path" },
        { options => options.UnixSocket = "unix:", "Prometheus:Server:UnixSocket is 'unix:'" },
        { options => options.UnixSocket = "/" + new string('a', 200), "choose a shorter one" },
        { options => options.UnixSocketMode = "0888", "Prometheus:Server:UnixSocketMode is '0888', but must be permissions in octal" },
        { options => options.UnixSocketMode = "4660", "Prometheus:Server:UnixSocketMode is '4660'" },
        { options => options.UnixSocketMode = "", "Prometheus:Server:UnixSocketMode is ''" },
        { options => options.CertificateFile = "", "Prometheus:Server:CertificateFile is empty" },
        { options => options.CertificateKeyFile = "key.pem", "is set without CertificateFile" },
        { options => options.CertificatePassword = "secret", "is set without CertificateFile" },
        { options => options.ClientCertificateAuthorityFile = "ca.pem", "is set without HTTPS" },
        { options => options.ClientCertificateAuthorityFile = "", "ClientCertificateAuthorityFile is empty" },
        { options => options.ClientCertificateThumbprints = [], "ClientCertificateThumbprints is empty" },
        { options => options.ClientCertificateThumbprints = [new('a', 40)], "must have SHA-256 thumbprints of 64 hexadecimal digits" },
        { options => options.ClientCertificateThumbprints = [new('g', 64)], "must have SHA-256 thumbprints" },
        { options => options.UserName = "a", "UserName is set without Password" },
        { options => options.Password = "secret", "is set without UserName" },
        { options => (options.UserName, options.Password) = ("a", ""), "Password or PasswordFile is empty" },
        { options => (options.UserName, options.Password) = ("", "secret"), "Prometheus:Server:UserName is empty" },
        { options => (options.UserName, options.Password) = ("a:secret", "secret"), "Prometheus:Server:UserName is empty, or has a colon" },
        { options => (options.UserName, options.Password) = ("a\r", "secret"), "or has a colon or control characters" },
        {
            options => (options.UserName, options.Password, options.PasswordFile) = ("a", "secret", "file"),
            "Password is set, and so is PasswordFile"
        },
        { options => options.BearerToken = "", "Prometheus:Server:BearerToken is empty" },
        { options => options.BearerToken = "secret ä", "Prometheus:Server:BearerToken is empty, or has other characters" },
        { options => options.BearerTokenFile = "", "BearerTokenFile is empty" },
        { options => (options.BearerToken, options.BearerTokenFile) = ("secret", "file"), "BearerToken is set, and so is BearerTokenFile" },
        { options => options.ConnectionLimit = 0, "Prometheus:Server:ConnectionLimit is 0, but must be 1 or more" },
        { options => options.Endpoint = null!, "Prometheus:Server:Endpoint is null" },
        { options => options.Endpoint.ScrapeLimit = 0, "Prometheus:Endpoint:ScrapeLimit is 0" },
        { options => options.Port = null, "Port and UnixSocket are not set" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_mistake_is_told_without_secrets(Action<MetricsServerOptions> make, string message)
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => TestMetricsServer.StartAsync(make));

        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_is_given_once_and_with_its_key_and_for_a_port()
    {
        using var authority = new TestAuthority();
        using var withoutKey = X509CertificateLoader.LoadCertificate(authority.Certificate.RawData);

        var twice = await Assert.ThrowsAsync<OptionsValidationException>(() => TestMetricsServer.StartAsync(options =>
            (options.Certificate, options.CertificateFile) = (authority.Certificate, "file")));
        var keyless = await Assert.ThrowsAsync<OptionsValidationException>(() => TestMetricsServer.StartAsync(
            options => options.Certificate = withoutKey));
        var socket = await Assert.ThrowsAsync<OptionsValidationException>(() => TestMetricsServer.StartAsync(options =>
            (options.Certificate, options.Port, options.UnixSocket) = (authority.Certificate, null, "/run/metrics.sock")));

        Assert.Contains("remove one of them", twice.Message, StringComparison.Ordinal);
        Assert.Contains("no private key", keyless.Message, StringComparison.Ordinal);
        Assert.Contains("a Unix socket has no HTTPS", socket.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_mistakes_are_told_at_once()
    {
        var error = await Assert.ThrowsAsync<OptionsValidationException>(() => TestMetricsServer.StartAsync(options =>
        {
            options.Path = "x";
            options.ConnectionLimit = 0;
        }));

        Assert.Equal(2, error.Failures.Count());
    }
}
