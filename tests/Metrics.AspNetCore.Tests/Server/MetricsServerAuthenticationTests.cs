using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging;
using PrometheusMetrics.AspNetCore;
using PrometheusMetrics.Tests.Support;

namespace PrometheusMetrics.Tests.AspNetCore.Server;

public sealed class MetricsServerAuthenticationTests
{
    private const string Password = "pä:ss wörd";
    private const string Token = "abc.DEF-123~/+==";

    public static TheoryData<string?, bool> Credentials => new()
    {
        { null, false },
        { Basic("scraper", Password), true },
        { Basic("scraper", Password).Replace("Basic", "basic ", StringComparison.Ordinal), true },
        { Basic("scraper", "wrong"), false },
        { Basic("scraper", ""), false },
        { Basic("Scraper", Password), false },
        { Basic("", Password), false },
        { Basic("scraper:pä", "ss wörd"), true }, // the same bytes, since a user name has no colon
        { "Basic", false },
        { "Basic ", false },
        { "Basic %%%", false },
        { "Basic " + new string('A', 10_000), false },
        { "Bearer " + Token, true },
        { "bearer " + Token, true },
        { "Bearer " + Token + "x", false },
        { "Bearer", false },
        { "Bearer ", false },
        { Token, false },
        { "Digest username=\"scraper\"", false },
    };

    //
    [Theory]
    [MemberData(nameof(Credentials))]
    public async Task The_user_with_the_password_or_the_token_is_accepted_and_no_other_one(string? credentials, bool isAccepted)
    {
        await using var server = await TestMetricsServer.StartAsync(options =>
        {
            (options.UserName, options.Password) = ("scraper", Password);
            options.BearerToken = Token;
        });

        using var response = await server.SendAsync(
            HttpMethod.Get, headers: credentials is null ? [] : [("Authorization", credentials)]);

        Assert.Equal(isAccepted ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task A_rejected_request_learns_the_schemes_and_nothing_of_the_metrics_on_any_path()
    {
        await using var server = await TestMetricsServer.StartAsync(options =>
        {
            (options.UserName, options.Password) = ("scraper", Password);
            options.BearerToken = Token;
        });

        foreach (var path in new[] { "/metrics", "/", "/other" })
        {
            using var response = await server.SendAsync(HttpMethod.Get, path, ("Accept", "text/html"));

            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal(
                ["Basic realm=\"metrics\", charset=\"UTF-8\"", "Bearer realm=\"metrics\""],
                response.Headers.WwwAuthenticate.Select(challenge => challenge.ToString()));
            Assert.DoesNotContain(
                "/metrics", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_second_Authorization_header_is_rejected()
    {
        await using var server = await TestMetricsServer.StartAsync(options => options.BearerToken = Token);

        using var client = await RawClient.GetAsync(
            new Uri(server.Addresses[0]), "/metrics", "Authorization: Bearer x", "Authorization: Bearer " + Token, "Connection: close");

        Assert.StartsWith("HTTP/1.1 401 ", await client.ReadToEndAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_in_files_are_read_again_when_they_change()
    {
        using var folder = new TemporaryFolder();
        await using var server = await TestMetricsServer.StartAsync(options =>
        {
            (options.UserName, options.PasswordFile) = ("scraper", folder.Write("password", "first\n"));
            options.BearerTokenFile = folder.Write("token", "one\r\n");
        });
        Assert.Equal((200, 200), (await StatusAsync(server, Basic("scraper", "first")), await StatusAsync(server, "Bearer one")));

        folder.Write("password", "second");
        folder.Write("token", "two");

        Assert.Equal((401, 401), (await StatusAsync(server, Basic("scraper", "first")), await StatusAsync(server, "Bearer one")));
        Assert.Equal((200, 200), (await StatusAsync(server, Basic("scraper", "second")), await StatusAsync(server, "Bearer two")));
    }

    [Fact]
    public async Task The_byte_order_mark_of_a_file_is_no_part_of_the_secret()
    {
        using var folder = new TemporaryFolder();
        await using var server = await TestMetricsServer.StartAsync(options =>
        {
            (options.UserName, options.PasswordFile) = ("scraper", folder.Write("password", "\uFEFFfirst\n"));
            options.BearerTokenFile = folder.Write("token", "\uFEFFone\n");
        });

        Assert.Equal((200, 200), (await StatusAsync(server, Basic("scraper", "first")), await StatusAsync(server, "Bearer one")));
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public async Task A_secret_file_that_becomes_empty_or_disappears_admits_no_one(string? content)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("token", "one");
        await using var server = await TestMetricsServer.StartAsync(options => options.BearerTokenFile = file);

        if (content is null)
        {
            File.Delete(file);
        }
        else
        {
            folder.Write("token", content);
        }

        Assert.Equal(401, await StatusAsync(server, "Bearer "));
        Assert.Equal(401, await StatusAsync(server, "Bearer one"));
        Assert.Equal(401, await StatusAsync(server, "Basic one"));
    }

    [Theory]
    [InlineData("Bearer one", nameof(MetricsServerOptions.BearerTokenFile), "token")]
    [InlineData("Basic c2NyYXBlcjpvbmU=", nameof(MetricsServerOptions.PasswordFile), "password")]
    public async Task A_secret_file_that_fails_is_warned_of_once_with_its_key_until_it_is_back(string credentials, string key, string file)
    {
        using var folder = new TemporaryFolder();
        var log = new LogList();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(log));
        await using var server = await TestMetricsServer.StartAsync(options =>
        {
            (options.UserName, options.PasswordFile) = ("scraper", folder.Write("password", "one"));
            options.BearerTokenFile = folder.Write("token", "one");
            options.LoggerFactory = loggers;
        });

        foreach (var failures in new[] { 1, 2 })
        {
            File.Delete(folder[file]);
            Assert.Equal((401, 401), (await StatusAsync(server, credentials), await StatusAsync(server, credentials)));
            var warnings = log.AtLeast(LogLevel.Warning).ToList();
            Assert.Equal(failures, warnings.Count);
            Assert.Contains($"Prometheus:Server:{key}", warnings[^1].Message, StringComparison.Ordinal);

            folder.Write(file, "one");
            Assert.Equal(200, await StatusAsync(server, credentials));
        }
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("empty")]
    [InlineData("mark")]
    [InlineData("two lines")]
    [InlineData("blank at the end")]
    public async Task A_token_file_that_no_client_could_match_is_named_at_start(string name)
    {
        using var folder = new TemporaryFolder();
        folder.Write("empty", "\n");
        folder.Write("mark", "\uFEFF");
        folder.Write("two lines", "hidden\nhidden");
        folder.Write("blank at the end", "hidden \n");

        var error = await Assert.ThrowsAsync<InvalidOperationException>(
            () => TestMetricsServer.StartAsync(options => options.BearerTokenFile = folder[name]));

        Assert.Contains("Prometheus:Server:BearerTokenFile", error.Message, StringComparison.Ordinal);
        Assert.Contains(folder[name], error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_secret_is_logged_whatever_is_sent()
    {
        var log = new LogList();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace));
        await using var server = await TestMetricsServer.StartAsync(options =>
        {
            (options.UserName, options.Password) = ("scraper", "correct-horse");
            options.BearerToken = "battery-staple";
            (options.Host, options.LoggerFactory) = (null, loggers);
        });

        await StatusAsync(server, Basic("scraper", "tried-password"));
        await StatusAsync(server, "Bearer tried-token");
        await StatusAsync(server, "Bearer battery-staple");

        Assert.NotEmpty(log.Lines);
        Assert.All(
            ["correct-horse", "battery-staple", "tried-password", "tried-token", Basic("scraper", "tried-password")],
            secret => Assert.DoesNotContain(secret, log.Text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, true, true)]
    [InlineData("0.0.0.0", true, true)]
    [InlineData(null, false, false)]
    [InlineData("localhost", true, false)]
    [InlineData("127.0.0.1", true, false)]
    public async Task Credentials_without_HTTPS_on_the_network_are_warned_of_once(string? host, bool hasPassword, bool isWarned)
    {
        var log = new LogList();
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(log));
        await using var server = await TestMetricsServer.StartAsync(options =>
        {
            (options.UserName, options.Password) = hasPassword ? ("scraper", Password) : (null, null);
            (options.Host, options.LoggerFactory) = (host, loggers);
        });

        Assert.Equal(
            isWarned ? 1 : 0,
            log.AtLeast(LogLevel.Warning).Count(line => line.Message.Contains("without HTTPS", StringComparison.Ordinal)));
    }

    private static string Basic(string user, string password) =>
        "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    private static async Task<int> StatusAsync(MetricsServer server, string credentials)
    {
        using var client = await RawClient.GetAsync(
            new Uri("http://127.0.0.1:" + server.Port), "/metrics", $"Authorization: {credentials}", "Connection: close");
        return int.Parse((await client.ReadToEndAsync()).Split(' ')[1], CultureInfo.InvariantCulture);
    }
}
