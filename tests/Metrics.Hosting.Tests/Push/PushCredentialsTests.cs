using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.Hosting;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.Hosting.Push;

/// <summary>Credentials of keys and of files, and additional headers.</summary>
public sealed class PushCredentialsTests : IDisposable
{
    private static readonly (string, string?) Endpoint = ("Endpoint", "http://gateway:9091");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("cobbler", "s3cret: äöü")]
    [InlineData("cöbbler", "")]
    public async Task A_user_name_and_a_password_are_sent_as_basic_authentication(string name, string password)
    {
        using var host = await PushingHost.StartAsync(Endpoint, ("UserName", name), ("Password", password));

        await PushAsync(host);

        Assert.Equal(("Basic", $"{name}:{password}"), Read(host));
        AssertSilent(host);
    }

    [Fact]
    public async Task A_token_is_sent_as_bearer_authentication()
    {
        using var host = await PushingHost.StartAsync(Endpoint, ("BearerToken", "s3cret"));

        await PushAsync(host);

        Assert.Equal("Bearer s3cret", host.Gateway.Pushes[^1].Headers["Authorization"]);
        AssertSilent(host);
    }

    [Fact]
    public async Task Additional_headers_are_sent_and_never_logged()
    {
        using var host = await PushingHost.StartAsync(
            Endpoint, ("Headers:X-Scope-OrgID", "s3cret tenant"), ("Headers:Authorization", "Digest s3cret"));

        await PushAsync(host);

        Assert.Equal("s3cret tenant", host.Gateway.Pushes[^1].Headers["X-Scope-OrgID"]);
        Assert.Equal("Digest s3cret", host.Gateway.Pushes[^1].Headers["Authorization"]);
        AssertSilent(host);
    }

    [Fact]
    public async Task A_file_is_read_again_when_it_changes()
    {
        var file = _folder.Write("token", "s3cret1\r\n");
        using var host = await PushingHost.StartAsync(Endpoint, ("BearerTokenFile", file));
        await PushAsync(host);
        Assert.Equal("Bearer s3cret1", host.Gateway.Pushes[^1].Headers["Authorization"]);

        _folder.Write("token", "s3cret2");
        await PushAsync(host);

        Assert.Equal("Bearer s3cret2", host.Gateway.Pushes[^1].Headers["Authorization"]);
        AssertSilent(host);
    }

    [Fact]
    public async Task A_secret_of_Kubernetes_whose_links_are_replaced_is_read_again()
    {
        _folder.Write("1/password", "s3cret1");
        _folder.Write("2/password", "s3cret2");
        var data = _folder["..data"];
        Directory.CreateSymbolicLink(data, _folder["1"]);
        var file = _folder["password"];
        File.CreateSymbolicLink(file, Path.Combine("..data", "password"));
        using var host = await PushingHost.StartAsync(Endpoint, ("UserName", "cobbler"), ("PasswordFile", file));
        await PushAsync(host);
        Assert.Equal(("Basic", "cobbler:s3cret1"), Read(host));

        // As the kubelet does it: the link to the directory is replaced, and the link to the file stays.
        Directory.Delete(data);
        Directory.CreateSymbolicLink(data, _folder["2"]);
        await PushAsync(host);

        Assert.Equal(("Basic", "cobbler:s3cret2"), Read(host));
        AssertSilent(host);
    }

    [Theory]
    [InlineData(null, "does not exist")]
    [InlineData("", "is empty")]
    [InlineData("\n", "is empty")]
    [InlineData("s3cret\ns3cret", "has characters that can't be sent, such as a line break")]
    public async Task The_last_value_stays_in_use_when_the_file_vanishes_or_is_wrong_with_one_warning(string? content, string reason)
    {
        var file = _folder.Write("token", "s3cret1");
        using var host = await PushingHost.StartAsync(Endpoint, ("BearerTokenFile", file));
        await PushAsync(host);
        Change(content);

        await PushAsync(host);
        await PushAsync(host);

        Assert.All(host.Gateway.Pushes, push => Assert.Equal("Bearer s3cret1", push.Headers["Authorization"]));
        Assert.Equal(
            $"Prometheus:Pushgateway:BearerTokenFile: the file '{file}' {reason}. The last value that was read stays in use. Correct the " +
            "file; it is read at each push.",
            Assert.Single(host.Complaints).Message);

        _folder.Write("token", "s3cret2");
        await PushAsync(host);
        Assert.Equal("Bearer s3cret2", host.Gateway.Pushes[^1].Headers["Authorization"]);
        Change(content);
        await PushAsync(host);
        Assert.Equal(2, host.Complaints.Count);
        AssertSilent(host);

        void Change(string? text)
        {
            if (text is null)
            {
                File.Delete(file);
            }
            else
            {
                _folder.Write("token", text);
            }
        }
    }

    [Theory]
    [InlineData("PasswordFile", "")]
    [InlineData("BearerTokenFile", "a b")]
    public async Task A_file_that_is_wrong_at_start_is_refused_with_its_key(string key, string content)
    {
        var file = _folder.Write("secret", content);
        using var host = PushingHost.Build(null, Endpoint, (key, file), ("UserName", key == "PasswordFile" ? "cobbler" : null));

        var refusal = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => host.Host.StartAsync());

        Assert.StartsWith($"Prometheus:Pushgateway:{key}: the file '{file}' ", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BearerTokenFile", "/run/\0token")]
    [InlineData("BearerTokenFile", "/")]
    public async Task A_path_that_cannot_be_one_of_a_file_is_refused_with_its_key(string key, string path)
    {
        using var host = PushingHost.Build(null, Endpoint, (key, path));

        var refusal = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(() => host.Host.StartAsync());

        Assert.StartsWith($"Prometheus:Pushgateway:{key}: the file '", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\0', refusal.Message);
    }

    [Fact]
    public async Task A_file_of_a_gateway_that_is_off_need_not_exist()
    {
        using var host = await PushingHost.StartAsync(("Endpoint", ""), ("BearerTokenFile", _folder["none"]));

        await host.StopAsync();
    }

    [Fact]
    public async Task A_change_of_the_configuration_keeps_the_last_value_of_a_file_that_is_missing_for_a_moment()
    {
        var file = _folder.Write("token", "s3cret1");
        using var host = await PushingHost.StartAsync(Endpoint, ("BearerTokenFile", file));
        File.Delete(file);

        host.Reconfigure(("Job", "other"));
        await PushAsync(host);

        Assert.Equal("/metrics/job/other", host.Gateway.Pushes[^1].Address.AbsolutePath);
        Assert.Equal("Bearer s3cret1", host.Gateway.Pushes[^1].Headers["Authorization"]);
        Assert.Single(host.Complaints);
        Assert.Empty(host.Log.AtLeast(LogLevel.Error));
    }

    private static Task PushAsync(PushingHost host) =>
        host.Host.Services.GetRequiredService<IMetricPusher>().PushAsync(TestContext.Current.CancellationToken).InTime();

    private static (string?, string) Read(PushingHost host)
    {
        var header = host.Gateway.Pushes[^1].Authorization;
        return (header?.Scheme, Encoding.UTF8.GetString(Convert.FromBase64String(header?.Parameter ?? "")));
    }

    private static void AssertSilent(PushingHost host)
    {
        Assert.DoesNotContain("s3cret", host.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String("cobbler:s3cret"u8)[..16], host.Log.Text, StringComparison.Ordinal);
    }
}
